package dev.lode.storage.wal;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads entries by their place, through a window, so that neighbours cost one read together.
///
/// Threads: owned by one.
final class RecordReader {
    private static final int WINDOW_BYTES = 64 << 10;

    private final LogDevice device;
    private final SegmentStore store;
    private final CRC32C crc = new CRC32C();
    private byte[] window;
    private long windowLife = -1;
    private long windowStart;
    private int windowLength;

    /// Makes a reader.
    ///
    /// @param ahead whether neighbours are wanted too
    RecordReader(LogDevice device, SegmentStore store, boolean ahead) {
        this.device = device;
        this.store = store;
        window = new byte[ahead ? WINDOW_BYTES : Format.BLOCK];
    }

    /// Reads the entry at a place; null where its segment has been recycled.
    @Nullable WalEntry read(int log, long index, long place) throws IOException {
        store.readLock().lock();
        try {
            Segment segment = store.get(LogState.lifeOf(place));
            return segment == null ? null : read(segment, log, index, LogState.offsetOf(place));
        } finally {
            store.readLock().unlock();
        }
    }

    /// How much of its segment a record takes.
    long recordBytes(Segment segment, long offset) throws IOException {
        store.readLock().lock();
        try {
            int start = fill(segment, offset, LogRecord.BYTES);
            int length = MemorySegment.ofArray(window).get(Layouts.I32, start + LogRecord.LENGTH);
            return LogRecord.size(Integer.toUnsignedLong(length));
        } finally {
            store.readLock().unlock();
        }
    }

    private WalEntry read(Segment segment, int log, long index, long offset) throws IOException {
        int start = fill(segment, offset, LogRecord.BYTES);
        int length = MemorySegment.ofArray(window).get(Layouts.I32, start + LogRecord.LENGTH);
        if (length < 0 || length > Math.min(Format.BATCH_MAX, segment.bytes() - offset)) {
            throw damaged(segment, offset, "its length is " + length);
        }
        start = fill(segment, offset, LogRecord.BYTES + length);
        MemorySegment record =
                MemorySegment.ofArray(window).asSlice(start, (long) LogRecord.BYTES + length);
        crc.reset();
        int hole = (int) LogRecord.CRC;
        crc.update(window, start, hole);
        crc.update(
                window,
                start + hole + Integer.BYTES,
                LogRecord.BYTES - hole - Integer.BYTES + length);
        if ((int) crc.getValue() != record.get(Layouts.I32, LogRecord.CRC)) {
            throw damaged(segment, offset, "it fails its checksum");
        }
        if (!LogRecord.isEntry(record.get(Layouts.I8, LogRecord.KIND))
                || record.get(Layouts.I32, LogRecord.LOG) != log
                || record.get(Layouts.I64, LogRecord.INDEX) != index) {
            throw damaged(segment, offset, "another record is in its place");
        }
        byte[] data = new byte[length];
        MemorySegment.copy(record, LogRecord.BYTES, MemorySegment.ofArray(data), 0, length);
        return WalEntry.of(
                index,
                record.get(Layouts.I64, LogRecord.TERM),
                record.get(Layouts.I8, LogRecord.TYPE),
                data);
    }

    /// Brings bytes of a segment into the window.
    private int fill(Segment segment, long offset, int length) throws IOException {
        boolean there =
                windowLife == segment.life()
                        && offset >= windowStart
                        && offset + length <= windowStart + windowLength;
        if (!there) {
            if (length > window.length) {
                window = new byte[Format.padded(length)];
            }
            windowLife = -1;
            ByteBuffer view = ByteBuffer.wrap(window);
            segment.file().read(view, offset);
            windowStart = offset;
            windowLength = view.position();
            if (windowLength < length) {
                throw damaged(segment, offset, "the file ends within it");
            }
            windowLife = segment.life();
        }
        return (int) (offset - windowStart);
    }

    private DamagedLog damaged(Segment segment, long offset, String what) {
        return new DamagedLog(
                device.path(segment.name()),
                offset,
                "a record that was whole at the start cannot be read: " + what,
                "Look after the disk, then restart.");
    }
}
