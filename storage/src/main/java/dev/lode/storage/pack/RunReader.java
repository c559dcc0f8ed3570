package dev.lode.storage.pack;

import dev.lode.storage.index.Checksum;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Reads the records of runs that follow one another, each checked against its checksums.
///
/// Threads: owned by one. Memory: off heap one window of the given size, which must hold the
/// longest record, and one more for blobs that lie elsewhere. Errors: [DamagedRun] where a run is
/// not as it was written.
final class RunReader implements AutoCloseable {
    private final Queue<Run> ahead;
    private final DirectBuffer buffer;
    private final Checksum checks = new Checksum();
    private final byte[] head = new byte[Entry.HEAD_BYTES];
    private final RunWindow window;
    private final @Nullable RunWindow placedWindow;
    private Run run;
    private @Nullable DirectFile channel;
    private long next;
    private @Nullable DirectFile placedChannel;
    private long nextBlob;
    private long blobsEnd;

    /// The head of the record that was read last.
    final Entry entry = new Entry();

    /// Opens the first of them.
    ///
    /// @param runs at least one, in the order of their records
    /// @param buffer borrowed
    /// @param withBlobs whether blobs that lie elsewhere are read
    RunReader(List<Run> runs, int windowBytes, DirectBuffer buffer, boolean withBlobs)
            throws IOException {
        ahead = new ArrayDeque<>(runs);
        this.buffer = buffer;
        run = ahead.remove();
        window = new RunWindow(windowBytes);
        placedWindow =
                withBlobs && runs.stream().anyMatch(Run::placed)
                        ? new RunWindow(windowBytes)
                        : null;
        boolean open = false;
        try {
            open();
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    /// Moves to the next record: false behind the last.
    boolean next() throws IOException {
        while (next == run.bytes()) {
            if (nextBlob != blobsEnd) {
                throw damaged();
            }
            if (ahead.isEmpty()) {
                return false;
            }
            run = ahead.remove();
            open();
        }
        try {
            load(window, channel, next, Entry.HEAD_BYTES);
            window.copy(0, head, 0, Entry.HEAD_BYTES);
            entry.read(head, 0);
            long whole = Entry.HEAD_BYTES + (long) entry.storedBytes;
            if (entry.headCheck != Entry.headCheck(checks, head, 0)
                    || entry.storedBytes < 0
                    || whole > window.capacity()) {
                throw damaged();
            }
            if (run.placed()) {
                next += Entry.HEAD_BYTES;
                readPlaced();
            } else if (next + whole > run.bytes()) {
                throw damaged();
            } else {
                load(window, channel, next, (int) whole);
                check(window, Entry.HEAD_BYTES);
                next += whole;
            }
            return true;
        } catch (EOFException e) {
            throw damaged();
        }
    }

    private void readPlaced() throws IOException {
        if (nextBlob + entry.storedBytes > blobsEnd) {
            throw damaged();
        }
        if (placedWindow != null) {
            load(placedWindow, placedChannel, nextBlob, entry.storedBytes);
            check(placedWindow, 0);
        }
        nextBlob += entry.storedBytes;
    }

    private void check(RunWindow in, int from) throws IOException {
        if (entry.blockCheck != in.checksum(from, entry.storedBytes)) {
            throw damaged();
        }
    }

    /// Copies the record that was read last.
    ///
    /// @param blobBytes of its blob, behind its head; 0 where blobs are not read
    void copy(byte[] into, int at, int blobBytes) {
        System.arraycopy(head, 0, into, at, Entry.HEAD_BYTES);
        if (!run.placed()) {
            window.copy(Entry.HEAD_BYTES, into, at + Entry.HEAD_BYTES, blobBytes);
        } else if (placedWindow != null) {
            placedWindow.copy(0, into, at + Entry.HEAD_BYTES, blobBytes);
        }
    }

    /// Opens the run whose records come next.
    private void open() throws IOException {
        closeFiles();
        channel = open(run.file());
        window.forget();
        next = 0;
        switch (run.payloads()) {
            case Run.Payloads.Inline _ -> {
                nextBlob = 0;
                blobsEnd = 0;
            }
            case Run.Payloads.Placed placed -> {
                nextBlob = placed.from();
                blobsEnd = placed.to();
                if (placedWindow != null) {
                    placedChannel = open(placed.file());
                    placedWindow.forget();
                }
            }
        }
    }

    private static void load(RunWindow window, @Nullable DirectFile file, long position, int length)
            throws IOException {
        if (file == null) {
            throw new ClosedChannelException();
        }
        window.load(file, position, length);
    }

    private DirectFile open(Path file) throws IOException {
        try {
            return new DirectFile(
                    FileChannel.open(file, StandardOpenOption.READ),
                    file,
                    StandardOpenOption.READ,
                    buffer);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file + " was removed while it was in use; run lode pack again", e);
        }
    }

    private DamagedRun damaged() {
        return new DamagedRun(run.file(), next);
    }

    private void closeFiles() throws IOException {
        if (placedChannel != null) {
            placedChannel.close();
            placedChannel = null;
        }
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeFiles();
        } finally {
            window.close();
            if (placedWindow != null) {
                placedWindow.close();
            }
        }
    }
}
