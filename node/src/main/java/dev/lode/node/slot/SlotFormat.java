package dev.lode.node.slot;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// Offsets of a slot file: docs/format/slots.md.
final class SlotFormat {
    static final long MAGIC = 0x544F4C5345444F4CL; // "LODESLOT", little-endian
    static final int FORMAT = 1;
    static final int FILE_HEAD = 64;
    static final int FILE_FORMAT = 8;
    static final int FILE_NUMBER = 16;
    static final int FILE_SUM = 60;

    static final int BATCH_MAGIC = 0x42544C53; // "SLTB", little-endian
    static final int BATCH_HEAD = 32;
    static final int BATCH_COUNT = 4;
    static final int BATCH_NUMBER = 8;
    static final int BATCH_MILLIS = 16;
    static final int BATCH_SUM = 28;

    static final int RECORD_HUNT = 0;
    static final int RECORD_SLOT = 16;
    static final int RECORD = 144;

    /// The longest batch: the most that `node.slotBatchBytes` may say.
    static final long BATCH_BYTES_MAX = 256L << 20;

    private SlotFormat() {}

    /// Checksum of a file's head.
    static int fileSum(MemorySegment head) {
        return crc(head.asSlice(0, FILE_SUM), MemorySegment.NULL);
    }

    /// Checksum of a batch: its head up to the sum, and the records.
    static int batchSum(MemorySegment batch, int count) {
        return crc(batch.asSlice(0, BATCH_SUM), batch.asSlice(BATCH_HEAD, (long) count * RECORD));
    }

    /// Writes the head of a batch.
    static void seal(MemorySegment batch, int count, long number, long millis) {
        batch.set(Layouts.I32, 0, BATCH_MAGIC);
        batch.set(Layouts.I32, BATCH_COUNT, count);
        batch.set(Layouts.I64, BATCH_NUMBER, number);
        batch.set(Layouts.I64, BATCH_MILLIS, millis);
        batch.set(Layouts.I32, 24, 0);
        batch.set(Layouts.I32, BATCH_SUM, batchSum(batch, count));
    }

    private static int crc(MemorySegment first, MemorySegment second) {
        var crc = new CRC32C();
        crc.update(first.asByteBuffer());
        crc.update(second.asByteBuffer());
        return (int) crc.getValue();
    }
}
