package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.storage.wal.Format.Batch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the batches of one segment after the other through a window.
///
/// Threads: owned by one. What it returns is valid until the next call.
final class SegmentScanner implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int NARROW_BYTES = 32 << 10;

    private final OffHeap memory = OffHeap.of("storage.wal");
    private final Checksum checksum;
    private LogBuffer window;
    private long life = -1;
    private long windowStart;
    private int windowLength;
    private int reach = WINDOW_BYTES;

    SegmentScanner(Id128 id) {
        checksum = new Checksum(id);
        window = allocate(WINDOW_BYTES);
    }

    private LogBuffer allocate(int bytes) {
        return LogBuffer.aligned(memory.allocate((long) bytes + Format.BLOCK), bytes, Format.BLOCK);
    }

    /// A whole batch.
    ///
    /// @param bytes head and records
    /// @param length of those
    record Found(MemorySegment bytes, int length) {
        long sequence() {
            return bytes.get(Layouts.I64, Batch.SEQUENCE);
        }

        long durable() {
            return bytes.get(Layouts.I64, Batch.DURABLE);
        }

        int crc() {
            return bytes.get(Layouts.I32, Batch.CRC);
        }

        int previousCrc() {
            return bytes.get(Layouts.I32, Batch.PREVIOUS_CRC);
        }

        boolean opens() {
            return (flags() & Batch.OPENING) != 0;
        }

        int flags() {
            return bytes.get(Layouts.I32, Batch.FLAGS);
        }

        long previousLife() {
            return bytes.get(Layouts.I64, Batch.PREVIOUS_LIFE);
        }

        long previousEnd() {
            return bytes.get(Layouts.I64, Batch.PREVIOUS_END);
        }

        int records() {
            return bytes.get(Layouts.I32, Batch.RECORDS);
        }

        int padded() {
            return Format.padded(length);
        }
    }

    /// What the first batch of a segment says of the log.
    ///
    /// @param sequence of that batch
    /// @param previousCrc checksum of the batch before it
    /// @param previousLife the segment before; 0 for none
    /// @param previousEnd where that one ended
    record Opening(long sequence, int previousCrc, long previousLife, long previousEnd) {}

    /// How a segment begins; null where it does not begin with a whole opening.
    @Nullable Opening opening(Segment in) throws IOException {
        reach = NARROW_BYTES;
        Found found = batch(in, Format.BLOCK);
        reach = WINDOW_BYTES;
        return found == null || !found.opens()
                ? null
                : new Opening(
                        found.sequence(),
                        found.previousCrc(),
                        found.previousLife(),
                        found.previousEnd());
    }

    /// The batch that begins at an offset, if there is a whole one of the segment's life.
    @Nullable Found batch(Segment in, long offset) throws IOException {
        if (!looksLikeBatch(in, offset)) {
            return null;
        }
        int length = head(offset).get(Layouts.I32, Batch.LENGTH);
        long most = Math.min(Format.BATCH_MAX, in.bytes() - offset);
        if (length < Batch.BYTES || length > most || !fill(in, offset, length)) {
            return null;
        }
        int start = (int) (offset - windowStart);
        MemorySegment bytes = window.memory().asSlice(start, length);
        int crc = checksum.ofBatch(in.life(), offset, window.view().clear(), start, length);
        return crc == bytes.get(Layouts.I32, Batch.CRC) ? new Found(bytes, length) : null;
    }

    /// The first block of a segment, zeros where the file is too short for it.
    LogBuffer block(Segment in) throws IOException {
        life = -1;
        window.memory().asSlice(0, Format.BLOCK).fill((byte) 0);
        reach = NARROW_BYTES;
        fill(in, 0, Format.BLOCK);
        reach = WINDOW_BYTES;
        return window;
    }

    /// Whether a block begins as a batch of the segment's life does.
    boolean looksLikeBatch(Segment in, long offset) throws IOException {
        if (!fill(in, offset, Batch.BYTES)) {
            return false;
        }
        MemorySegment head = head(offset);
        return head.get(Layouts.I32, Batch.MAGIC) == Batch.MAGIC_VALUE
                && head.get(Layouts.I64, Batch.LIFE) == in.life();
    }

    /// The sequence that the head at an offset states, whole or not; call `looksLikeBatch` first.
    long statedSequence(Segment in, long offset) throws IOException {
        fill(in, offset, Batch.BYTES);
        return head(offset).get(Layouts.I64, Batch.SEQUENCE);
    }

    private MemorySegment head(long offset) {
        return window.memory().asSlice(offset - windowStart, Batch.BYTES);
    }

    private boolean fill(Segment in, long offset, int length) throws IOException {
        boolean there =
                life == in.life()
                        && offset >= windowStart
                        && offset + length <= windowStart + windowLength;
        if (there) {
            return true;
        }
        if (length > window.view().capacity()) {
            window = allocate(Format.padded(length));
        }
        life = in.life();
        windowStart = offset;
        ByteBuffer view = window.view().clear();
        view.limit(Math.min(view.capacity(), Math.max(length, reach)));
        in.file().read(view, offset);
        windowLength = view.position();
        return windowLength >= length;
    }

    @Override
    public void close() {
        memory.close();
    }
}
