package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The checksums of batches and records: CRC-32C.
///
/// That of a batch begins with the log's id, the segment's life and the batch's offset, so that the
/// bytes of another log, of an earlier life or of another place never pass. Threads: owned by one.
final class Checksum {
    private static final int SALT_BYTES = 32;

    private final CRC32C crc = new CRC32C();
    private final MemorySegment salt;
    private final ByteBuffer saltView;

    Checksum(Id128 id) {
        saltView = ByteBuffer.allocate(SALT_BYTES);
        salt = MemorySegment.ofBuffer(saltView);
        id.write(salt, 0);
    }

    /// The checksum of a batch.
    ///
    /// @param life of its segment
    /// @param offset of the batch in the segment
    /// @param view holds the batch at `start`; its position and limit are changed
    /// @param start in the view
    /// @param length of the batch without padding
    int ofBatch(long life, long offset, ByteBuffer view, int start, int length) {
        salt.set(Layouts.I64, 16, life);
        salt.set(Layouts.I64, 24, offset);
        crc.reset();
        crc.update(saltView.clear());
        int covered = (int) Batch.SEQUENCE;
        crc.update(view.limit(start + length).position(start + covered));
        return (int) crc.getValue();
    }

    /// The checksum of a record: its head without the checksum itself, and its data.
    int ofRecord(ByteBuffer view, int start, int dataLength) {
        crc.reset();
        int hole = start + (int) LogRecord.CRC;
        crc.update(view.limit(hole).position(start));
        crc.update(view.limit(start + LogRecord.BYTES + dataLength).position(hole + Integer.BYTES));
        return (int) crc.getValue();
    }
}
