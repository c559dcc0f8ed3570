package dev.lode.storage.pack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The records of a merge, read and compared by a thread of its own, a few buffers ahead of whoever
/// writes them.
///
/// Threads: owned by one, beside the one that it starts; closing ends that. Memory: four buffers of
/// 1 MiB, or of one record where that is more. Errors: what the merge throws is thrown by [#next]
/// at the place where it came up.
final class RecordFeed implements AutoCloseable {
    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 1 << 20;

    /// Records one behind the other, and what ended them.
    private static final class Buffer {
        private byte[] bytes = new byte[BUFFER_BYTES];
        private int used;
        private boolean last;
        private @Nullable Throwable failure;
    }

    private final RunMerge merge;
    private final boolean withBlobs;
    private final BlockingQueue<Buffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Buffer> full = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread reader;
    private Buffer current = new Buffer();
    private int at;
    private int recordAt;

    /// The head of the record that was read last; its blob is in [#bytes] at [#payloadAt], where
    /// there are blobs.
    final Entry entry = new Entry();

    /// @param merge closed with this
    /// @param withBlobs whether it gives blobs
    RecordFeed(RunMerge merge, boolean withBlobs) {
        this.merge = merge;
        this.withBlobs = withBlobs;
        for (int i = 1; i < BUFFERS; i++) {
            free.add(new Buffer());
        }
        reader = Thread.ofPlatform().name("lode-pack-merge").daemon().start(this::read);
    }

    /// Moves to the next record: false behind the last.
    boolean next() throws IOException {
        while (at == current.used) {
            if (current.failure != null) {
                throw Elsewhere.thrown(current.failure);
            }
            if (current.last) {
                return false;
            }
            try {
                current.used = 0;
                free.put(current);
                current = full.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("packing was interrupted");
            }
            at = 0;
        }
        recordAt = at;
        entry.read(current.bytes, at);
        at += Entry.HEAD_BYTES + blobBytes(entry);
        return true;
    }

    private int blobBytes(Entry of) {
        return withBlobs ? of.storedBytes : 0;
    }

    /// Whether it gives blobs; where it does not, they lie in the pack already.
    boolean hasBlobs() {
        return withBlobs;
    }

    byte[] bytes() {
        return current.bytes;
    }

    int payloadAt() {
        return recordAt + Entry.HEAD_BYTES;
    }

    private void read() {
        try {
            Buffer into = free.take();
            try {
                while (merge.next()) {
                    RunReader record = merge.current();
                    int blob = blobBytes(record.entry);
                    int length = Entry.HEAD_BYTES + blob;
                    if (into.used > 0 && into.bytes.length - into.used < length) {
                        full.put(into);
                        into = free.take();
                    }
                    if (into.bytes.length < length) {
                        into.bytes = Arrays.copyOf(into.bytes, length);
                    }
                    record.copy(into.bytes, into.used, blob);
                    into.used += length;
                }
                into.last = true;
            } catch (IOException | RuntimeException | Error e) {
                into.failure = e;
            }
            full.put(into);
        } catch (InterruptedException e) {
            // Closed before its end: nobody waits for the rest.
        }
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        merge.close();
    }
}
