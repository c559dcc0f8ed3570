package dev.lode.node.slot;

import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.OffHeap;
import dev.lode.base.time.MillisClock;
import dev.lode.node.footing.NodeKnobs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The changed slots of a node on disk: batches with a checksum in files that follow each other.
///
/// Threads: one writer of its own, which alone waits for the disk; each loop has a [SlotFeed]. A
/// new file gets every live slot, and the ones before it are deleted once that is durable: at each
/// start, and when a file has grown to its size. Errors: where the disk refuses, that is logged and
/// counted, the loops go on, and the same batches are tried again. Format: docs/format/slots.md.
@SuppressWarnings("NonAtomicVolatileUpdate") // its own thread alone writes them
public final class SlotJournal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SlotJournal.class.getName());

    private final Path folder;
    private final Config config;
    private final MillisClock clock;
    private final OffHeap account = OffHeap.of("node.slotFeeds");
    private final List<SlotFeed> feeds = new ArrayList<>();
    private final int[] swept;
    private final boolean[] taken;
    private final Thread writer;
    private FileChannel file;
    private long fileNumber;
    private long position;
    private long batches;
    private boolean sweeping = true;
    private volatile int sweep = 1;
    private volatile boolean closing;
    private volatile boolean failing;
    private volatile long failures;

    /// How a journal works.
    ///
    /// @param batchBytes most that one batch has
    /// @param fileBytes size at which a new file begins
    /// @param retryNanos how long the writer waits after an error, and at most for work
    /// @param closeMax how long a close waits for the writer
    public record Config(int batchBytes, long fileBytes, long retryNanos, Duration closeMax) {
        /// Takes the figures from the knobs.
        ///
        /// @param settings what was set
        /// @return the configuration
        public static Config of(Settings settings) {
            return new Config(
                    Math.toIntExact(settings.get(NodeKnobs.SLOT_BATCH_BYTES)),
                    settings.get(NodeKnobs.SLOT_FILE_BYTES),
                    settings.get(NodeKnobs.SLOT_FLUSH).toNanos(),
                    settings.get(NodeKnobs.CLOSE_MAX));
        }
    }

    /// Begins a new file behind those that are there, and the writer.
    ///
    /// @param folder for the files; created if need be
    /// @param config how
    /// @param loops how many feed it
    /// @param clock stamps batches
    /// @throws IOException where the folder cannot be written
    public SlotJournal(Path folder, Config config, int loops, MillisClock clock)
            throws IOException {
        this.folder = folder;
        this.config = config;
        this.clock = clock;
        swept = new int[loops];
        taken = new boolean[loops];
        for (int loop = 0; loop < loops; loop++) {
            feeds.add(new SlotFeed(this, account, config.batchBytes()));
        }
        Files.createDirectories(folder);
        Map<Long, Path> there = SlotRecovery.files(folder);
        fileNumber = there.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
        file = create(fileNumber);
        position = SlotFormat.FILE_HEAD;
        writer = Thread.ofPlatform().name("lode-slots").start(this::work);
    }

    /// What a loop hands its slots to.
    ///
    /// @param loop its number, from 0
    /// @return the feed
    public SlotFeed feed(int loop) {
        return feeds.get(loop);
    }

    /// Whether the disk refused the last write.
    ///
    /// @return true until a write succeeds again
    public boolean isFailing() {
        return failing;
    }

    /// How often the disk refused.
    ///
    /// @return since the start
    public long failures() {
        return failures;
    }

    /// The file that is written now.
    ///
    /// @return its number, rising
    long fileNumber() {
        return fileNumber;
    }

    int sweep() {
        return sweep;
    }

    void wake() {
        LockSupport.unpark(writer);
    }

    private void work() {
        while (true) {
            boolean last = closing;
            try {
                boolean wrote = writeReady();
                rotateIfDue();
                if (failing) {
                    failing = false;
                    LOG.log(System.Logger.Level.INFO, "{0}: slots are written again", folder);
                }
                if (!wrote) {
                    if (last) {
                        return;
                    }
                    LockSupport.parkNanos(this, config.retryNanos());
                }
            } catch (IOException e) {
                failures++;
                if (!failing) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            folder
                                    + ": slots cannot be written; digs go on, but what hunters do now is"
                                    + " lost if the node ends. Make room on the disk",
                            e);
                }
                failing = true;
                if (last) {
                    return;
                }
                LockSupport.parkNanos(this, config.retryNanos());
            }
        }
    }

    private boolean writeReady() throws IOException {
        boolean any = false;
        long end = position;
        for (int loop = 0; loop < swept.length; loop++) {
            SlotFeed feed = feeds.get(loop);
            taken[loop] = feed.isReady();
            if (taken[loop]) {
                any = true;
                int count = feed.readyCount();
                if (count > 0) {
                    SlotFormat.seal(feed.ready(), count, ++batches, clock.millis());
                    long bytes = SlotFormat.BATCH_HEAD + (long) count * SlotFormat.RECORD;
                    writeFully(file, end, feed.ready().asSlice(0, bytes));
                    end += bytes;
                }
            }
        }
        if (!any) {
            return false;
        }
        if (end > position) {
            file.force(false);
            position = end;
        }
        // A feed may have become ready meanwhile: only what was written is given back.
        for (int loop = 0; loop < swept.length; loop++) {
            if (taken[loop]) {
                swept[loop] = Math.max(swept[loop], feeds.get(loop).written());
            }
        }
        return true;
    }

    private void rotateIfDue() throws IOException {
        if (sweeping) {
            for (int loop : swept) {
                if (loop < sweep) {
                    return;
                }
            }
            for (Path old : SlotRecovery.files(folder).headMap(fileNumber).values()) {
                Files.deleteIfExists(old);
            }
            sweeping = false;
        } else if (position > config.fileBytes()) {
            FileChannel next = create(fileNumber + 1);
            file.close();
            file = next;
            fileNumber++;
            position = SlotFormat.FILE_HEAD;
            sweeping = true;
            sweep++;
        }
    }

    private FileChannel create(long number) throws IOException {
        Path path = SlotRecovery.file(folder, number);
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment head = arena.allocate(SlotFormat.FILE_HEAD);
            head.set(Layouts.I64, 0, SlotFormat.MAGIC);
            head.set(Layouts.I32, SlotFormat.FILE_FORMAT, SlotFormat.FORMAT);
            head.set(Layouts.I64, SlotFormat.FILE_NUMBER, number);
            head.set(Layouts.I32, SlotFormat.FILE_SUM, SlotFormat.fileSum(head));
            writeFully(channel, 0, head);
            channel.force(true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return channel;
    }

    private static void writeFully(FileChannel channel, long at, MemorySegment from)
            throws IOException {
        ByteBuffer buffer = from.asByteBuffer();
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }

    /// Writes what the loops handed over and ends the writer; the loops have ended before.
    @Override
    public void close() throws IOException {
        closing = true;
        wake();
        try {
            if (!writer.join(config.closeMax())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: the last slots were not written within {1} s",
                        folder,
                        TimeUnit.NANOSECONDS.toSeconds(config.closeMax().toNanos()));
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        file.close();
        account.close();
    }
}
