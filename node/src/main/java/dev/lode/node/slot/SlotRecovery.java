package dev.lode.node.slot;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the slot files of a folder, oldest first, so that the newest version of a slot comes last.
public final class SlotRecovery {
    private static final System.Logger LOG = System.getLogger(SlotRecovery.class.getName());
    private static final Pattern NAME = Pattern.compile("slots-([0-9]{10})\\.journal");

    private SlotRecovery() {}

    /// Takes one version of a slot.
    @FunctionalInterface
    public interface Sink {
        /// Takes it; a later version of the same hunter and hunt replaces it.
        ///
        /// @param hunt its hunt
        /// @param slot memory of the slot, valid until this returns
        /// @param offset of its first byte
        void slot(Id128 hunt, MemorySegment slot, long offset);
    }

    /// What was found.
    ///
    /// @param files that were there
    /// @param slots versions that were read
    /// @param cutBytes at the ends of files that were torn
    public record Report(int files, long slots, long cutBytes) {}

    /// Reads every file.
    ///
    /// @param folder where they are; need not exist
    /// @param sink takes what is in them
    /// @return what was found
    /// @throws IOException where the disk fails
    public static Report read(Path folder, Sink sink) throws IOException {
        long slots = 0;
        long cut = 0;
        List<Path> files = List.copyOf(files(folder).values());
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    Arena arena = Arena.ofConfined()) {
                long end = SlotFormat.FILE_HEAD;
                boolean sound = headIsSound(channel, arena);
                MemorySegment batch =
                        arena.allocate(Math.clamp(channel.size(), 64, SlotFormat.BATCH_BYTES_MAX));
                while (sound) {
                    int count = batch(channel, end, batch);
                    if (count < 0) {
                        break;
                    }
                    for (int record = 0; record < count; record++) {
                        long at = SlotFormat.BATCH_HEAD + (long) record * SlotFormat.RECORD;
                        sink.slot(
                                Id128.read(batch, at + SlotFormat.RECORD_HUNT),
                                batch,
                                at + SlotFormat.RECORD_SLOT);
                    }
                    slots += count;
                    end += SlotFormat.BATCH_HEAD + (long) count * SlotFormat.RECORD;
                }
                long torn = channel.size() - (sound ? end : 0);
                if (torn > 0) {
                    cut += torn;
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "{0}: the last {1} bytes, from offset {2}, are no whole batch and are left"
                                    + " out; what hunters did in the second before the end may be"
                                    + " lost",
                            file,
                            Long.toString(torn),
                            Long.toString(sound ? end : 0));
                }
            }
        }
        return new Report(files.size(), slots, cut);
    }

    static SortedMap<Long, Path> files(Path folder) throws IOException {
        var found = new TreeMap<Long, Path>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : (Iterable<Path>) list::iterator) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), file);
                }
            }
        }
        return found;
    }

    static Path file(Path folder, long number) {
        return folder.resolve("slots-%010d.journal".formatted(number));
    }

    private static boolean headIsSound(FileChannel channel, Arena arena) throws IOException {
        MemorySegment head = arena.allocate(SlotFormat.FILE_HEAD);
        return readFully(channel, 0, head)
                && head.get(Layouts.I64, 0) == SlotFormat.MAGIC
                && head.get(Layouts.I32, SlotFormat.FILE_FORMAT) == SlotFormat.FORMAT
                && head.get(Layouts.I32, SlotFormat.FILE_SUM) == SlotFormat.fileSum(head);
    }

    /// Reads the batch at an offset.
    ///
    /// @return how many records it has, -1 where there is no whole batch
    private static int batch(FileChannel channel, long at, MemorySegment into) throws IOException {
        if (!readFully(channel, at, into.asSlice(0, SlotFormat.BATCH_HEAD))
                || into.get(Layouts.I32, 0) != SlotFormat.BATCH_MAGIC) {
            return -1;
        }
        int count = into.get(Layouts.I32, SlotFormat.BATCH_COUNT);
        long bytes = SlotFormat.BATCH_HEAD + (long) count * SlotFormat.RECORD;
        if (count < 0
                || bytes > into.byteSize()
                || !readFully(
                        channel,
                        at + SlotFormat.BATCH_HEAD,
                        into.asSlice(SlotFormat.BATCH_HEAD, bytes - SlotFormat.BATCH_HEAD))) {
            return -1;
        }
        boolean whole =
                into.get(Layouts.I32, SlotFormat.BATCH_SUM) == SlotFormat.batchSum(into, count);
        return whole ? count : -1;
    }

    private static boolean readFully(FileChannel channel, long at, MemorySegment into)
            throws IOException {
        ByteBuffer buffer = into.asByteBuffer();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }
}
