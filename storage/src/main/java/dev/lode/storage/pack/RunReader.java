package dev.lode.storage.pack;

import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Reads the records of runs that follow one another, each checked against its checksum.
///
/// Threads: owned by one. Memory: one window of the given size, which must hold the longest record.
/// Errors: [DamagedRun] where a run is not as it was written.
final class RunReader implements AutoCloseable {
    private final Queue<Run> ahead;
    private final int windowBytes;
    private final Checksum checks = new Checksum();
    private Run run;
    private final DirectBuffer buffer;
    private @Nullable DirectFile channel;
    private FileWindow window;
    private long next;

    /// The head of the record that was read last; its bytes are in [#bytes] at [#recordAt].
    final Entry entry = new Entry();

    /// Opens the first of them.
    ///
    /// @param runs at least one, in the order of their records
    /// @param buffer borrowed
    RunReader(List<Run> runs, int windowBytes, DirectBuffer buffer) throws IOException {
        ahead = new ArrayDeque<>(runs);
        this.windowBytes = windowBytes;
        this.buffer = buffer;
        run = ahead.remove();
        channel = open(run.file());
        window = new FileWindow(channel, windowBytes);
    }

    /// Moves to the next record: false behind the last.
    boolean next() throws IOException {
        while (next == run.bytes()) {
            if (ahead.isEmpty()) {
                return false;
            }
            close();
            run = ahead.remove();
            channel = open(run.file());
            window = new FileWindow(channel, windowBytes);
            next = 0;
        }
        try {
            window.load(next, Entry.HEAD_BYTES);
            entry.read(window.bytes(), window.offset());
            long whole = Entry.HEAD_BYTES + (long) entry.storedBytes;
            if (entry.storedBytes < 0
                    || whole > window.bytes().length
                    || next + whole > run.bytes()) {
                throw damaged();
            }
            window.load(next, (int) whole);
            if (entry.checksum
                    != Entry.check(checks, window.bytes(), window.offset(), entry.storedBytes)) {
                throw damaged();
            }
            next += whole;
            return true;
        } catch (EOFException e) {
            throw damaged();
        }
    }

    byte[] bytes() {
        return window.bytes();
    }

    /// Where the record begins in [#bytes].
    int recordAt() {
        return window.offset();
    }

    /// Bytes of the record.
    int recordBytes() {
        return Entry.HEAD_BYTES + entry.storedBytes;
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

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
