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

/// Reads the records of runs that follow one another, each checked against its checksums.
///
/// Threads: owned by one. Memory: one window of the given size, which must hold the longest record,
/// and one more for blobs that lie elsewhere. Errors: [DamagedRun] where a run is not as it was
/// written.
final class RunReader implements AutoCloseable {
    private final Queue<Run> ahead;
    private final int windowBytes;
    private final DirectBuffer buffer;
    private final boolean withBlobs;
    private final Checksum checks = new Checksum();
    private Run run;
    private @Nullable DirectFile channel;
    private FileWindow window;
    private long next;
    private @Nullable DirectFile blobChannel;
    private FileWindow blobs;
    private long nextBlob;
    private long blobsEnd;

    /// The head of the record that was read last; its bytes are in [#bytes] at [#headAt].
    final Entry entry = new Entry();

    /// Opens the first of them.
    ///
    /// @param runs at least one, in the order of their records
    /// @param buffer borrowed
    /// @param withBlobs whether blobs that lie elsewhere are read
    RunReader(List<Run> runs, int windowBytes, DirectBuffer buffer, boolean withBlobs)
            throws IOException {
        ahead = new ArrayDeque<>(runs);
        this.windowBytes = windowBytes;
        this.buffer = buffer;
        this.withBlobs = withBlobs;
        run = ahead.remove();
        channel = open(run.file());
        window = new FileWindow(channel, windowBytes);
        blobs = window;
        openBlobs();
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
            close();
            run = ahead.remove();
            channel = open(run.file());
            window = new FileWindow(channel, windowBytes);
            next = 0;
            openBlobs();
        }
        try {
            window.load(next, Entry.HEAD_BYTES);
            entry.read(window.bytes(), window.offset());
            long whole = Entry.HEAD_BYTES + (long) entry.storedBytes;
            if (entry.headCheck != Entry.headCheck(checks, window.bytes(), window.offset())
                    || entry.storedBytes < 0
                    || whole > window.bytes().length) {
                throw damaged();
            }
            if (run.placed()) {
                next += Entry.HEAD_BYTES;
                readPlaced();
            } else if (next + whole > run.bytes()) {
                throw damaged();
            } else {
                window.load(next, (int) whole);
                check();
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
        if (withBlobs) {
            blobs.load(nextBlob, entry.storedBytes);
            check();
        }
        nextBlob += entry.storedBytes;
    }

    private void check() throws IOException {
        if (entry.blockCheck != checks.of(blob(), blobAt(), entry.storedBytes)) {
            throw damaged();
        }
    }

    /// Holds the head.
    byte[] bytes() {
        return window.bytes();
    }

    /// Where the head begins in [#bytes].
    int headAt() {
        return window.offset();
    }

    /// Holds the blob, where blobs are read.
    byte[] blob() {
        return run.placed() ? blobs.bytes() : window.bytes();
    }

    /// Where the blob begins in [#blob].
    int blobAt() {
        return run.placed() ? blobs.offset() : window.offset() + Entry.HEAD_BYTES;
    }

    private void openBlobs() throws IOException {
        switch (run.payloads()) {
            case Run.Payloads.Inline _ -> {
                nextBlob = 0;
                blobsEnd = 0;
            }
            case Run.Payloads.Placed placed -> {
                nextBlob = placed.from();
                blobsEnd = placed.to();
                if (withBlobs) {
                    blobChannel = open(placed.file());
                    blobs = new FileWindow(blobChannel, windowBytes);
                }
            }
        }
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
        if (blobChannel != null) {
            blobChannel.close();
            blobChannel = null;
        }
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
