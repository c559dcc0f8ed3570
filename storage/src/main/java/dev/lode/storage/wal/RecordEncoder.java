package dev.lode.storage.wal;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.LogRecord;
import java.lang.foreign.MemorySegment;

/// Writes records into a batch.
final class RecordEncoder {
    private RecordEncoder() {}

    static void encode(
            LogBuffer into,
            int at,
            Checksum checksum,
            byte kind,
            byte type,
            int log,
            long index,
            long term,
            MemorySegment data) {
        MemorySegment memory = into.memory();
        int length = (int) data.byteSize();
        memory.set(Layouts.I32, at + LogRecord.LENGTH, length);
        memory.set(Layouts.I8, at + LogRecord.KIND, kind);
        memory.set(Layouts.I8, at + LogRecord.TYPE, type);
        memory.set(Layouts.I16, at + LogRecord.TYPE + 1, (short) 0);
        memory.set(Layouts.I32, at + LogRecord.LOG, log);
        memory.set(Layouts.I64, at + LogRecord.INDEX, index);
        memory.set(Layouts.I64, at + LogRecord.TERM, term);
        MemorySegment.copy(data, 0, memory, at + (long) LogRecord.BYTES, length);
        int end = at + LogRecord.BYTES + length;
        int padded = at + LogRecord.size(length);
        for (int i = end; i < padded; i++) {
            memory.set(Layouts.I8, i, (byte) 0);
        }
        int crc = checksum.ofRecord(into.view().clear(), at, length);
        memory.set(Layouts.I32, at + LogRecord.CRC, crc);
    }
}
