package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The end of the log: where the next batch goes, and what it must say of the one before.
///
/// Threads: owned by the thread that writes a flight.
final class BatchWriter {
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[Format.BLOCK]);

    private final Checksum checksum;
    private final LogBuffer opening;
    private Segment active;
    private long position;
    private long sequence;
    private int previousCrc;

    BatchWriter(Id128 id, LogBuffer opening, End end) {
        checksum = new Checksum(id);
        this.opening = opening;
        active = end.segment();
        position = end.position();
        sequence = end.sequence();
        previousCrc = end.previousCrc();
    }

    /// Where a log ends.
    ///
    /// @param segment the last
    /// @param position where the next batch goes
    /// @param sequence of the next batch
    /// @param previousCrc checksum of the batch before it
    record End(Segment segment, long position, long sequence, int previousCrc) {}

    Segment active() {
        return active;
    }

    long position() {
        return position;
    }

    /// What is left for records; the last block of a segment is kept for a mark.
    long room() {
        return remaining() - Format.BLOCK;
    }

    /// What is left.
    long remaining() {
        return active.bytes() - position;
    }

    /// The sequence of the last batch.
    long lastSequence() {
        return sequence - 1;
    }

    /// Makes a batch of the records that lie behind its head, and goes on behind it; it is not
    /// written.
    ///
    /// @param buffer the batch
    /// @param length head and records
    /// @param records how many
    /// @param flags of the batch
    /// @param durable the last sequence up to which all is durable
    /// @return where in the active segment it belongs
    long stamp(LogBuffer buffer, int length, int records, int flags, long durable) {
        return stamp(buffer, length, records, flags, durable, 0, 0);
    }

    private long stamp(
            LogBuffer buffer,
            int length,
            int records,
            int flags,
            long durable,
            long beforeLife,
            long beforeEnd) {
        MemorySegment memory = buffer.memory();
        memory.set(Layouts.I32, Batch.MAGIC, Batch.MAGIC_VALUE);
        memory.set(Layouts.I64, Batch.SEQUENCE, sequence);
        memory.set(Layouts.I64, Batch.DURABLE, durable);
        memory.set(Layouts.I64, Batch.LIFE, active.life());
        memory.set(Layouts.I32, Batch.LENGTH, length);
        memory.set(Layouts.I32, Batch.RECORDS, records);
        memory.set(Layouts.I32, Batch.PREVIOUS_CRC, previousCrc);
        memory.set(Layouts.I32, Batch.FLAGS, flags);
        memory.set(Layouts.I64, Batch.PREVIOUS_LIFE, beforeLife);
        memory.set(Layouts.I64, Batch.PREVIOUS_END, beforeEnd);
        int padded = Format.padded(length);
        MemorySegment.copy(ZEROS, 0, memory, length, (long) padded - length);
        int crc = checksum.ofBatch(active.life(), position, buffer.view().clear(), 0, length);
        memory.set(Layouts.I32, Batch.CRC, crc);
        long at = position;
        position += padded;
        sequence++;
        previousCrc = crc;
        return at;
    }

    /// How much of a new segment its opening takes at most.
    static long openingBytes(Logs logs) {
        long records =
                logs.all().mapToLong(_ -> LogRecord.size(Long.BYTES + Format.METADATA_MAX)).sum();
        return 2 * (records + Format.BLOCK);
    }

    /// Goes on in a new segment: its first batches repeat the state of every log; durable on
    /// return. Nothing may be in the air: all before must be durable.
    ///
    /// @param fresh ready, nothing written to it
    /// @param logs the state as of the last batch
    void rotate(Segment fresh, Logs logs) throws IOException {
        open(fresh, logs, active.life(), position);
    }

    /// Opens the first segment of a new log.
    void begin() throws IOException {
        open(active, new Logs(), 0, 0);
    }

    private void open(Segment fresh, Logs logs, long previousLife, long previousEnd)
            throws IOException {
        long beforeLife = previousLife;
        long beforeEnd = previousEnd;
        active = fresh;
        position = Format.BLOCK;
        int length = Batch.BYTES;
        int records = 0;
        int flags = Batch.OPENING;
        for (LogState state : logs.all().toList()) {
            byte[] metadata = state.metadata();
            int size = LogRecord.size((long) Long.BYTES + metadata.length);
            if (length + size > opening.view().capacity()) {
                writeOpening(length, records, flags, beforeLife, beforeEnd);
                length = Batch.BYTES;
                records = 0;
                flags = 0;
                beforeLife = 0;
                beforeEnd = 0;
            }
            encodeState(state, metadata, length);
            length += size;
            records++;
        }
        writeOpening(length, records, flags, beforeLife, beforeEnd);
    }

    private void writeOpening(int length, int records, int flags, long beforeLife, long beforeEnd)
            throws IOException {
        long at = stamp(opening, length, records, flags, lastSequence(), beforeLife, beforeEnd);
        active.file().write(opening, Format.padded(length), at);
    }

    private void encodeState(LogState state, byte[] metadata, int at) {
        MemorySegment data = MemorySegment.ofArray(new byte[Long.BYTES + metadata.length]);
        data.set(Layouts.I64, 0, state.first());
        MemorySegment.copy(MemorySegment.ofArray(metadata), 0, data, Long.BYTES, metadata.length);
        RecordEncoder.encode(
                opening, at, checksum, LogRecord.STATE, (byte) 0, state.log, state.last(), 0, data);
    }
}
