package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.Index;
import dev.lode.storage.wal.SegmentScanner.Opening;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Batches of a segment and its index: not there, not counted, or within what is there.
public final class SegmentFuzz {
    private static final Id128 ID = new Id128(1, 2);
    private static final int SEGMENT = 4 * Format.BLOCK;

    private SegmentFuzz() {}

    /// Scans a segment or decodes an index; checksums are made to fit where a bit is set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var in = new Edits(input);
        int kind = in.next();
        if ((kind & 1) == 0) {
            scan(in.rest(), (kind & 2) != 0);
        } else {
            index(in.rest(), (kind & 2) != 0);
        }
    }

    private static void scan(byte[] input, boolean repaired) throws IOException {
        byte[] bytes = new byte[SEGMENT];
        System.arraycopy(input, 0, bytes, Format.BLOCK, Math.min(input.length, SEGMENT / 2));
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (repaired) {
            memory.set(Layouts.I32, Format.BLOCK + Batch.MAGIC, Batch.MAGIC_VALUE);
            memory.set(Layouts.I64, Format.BLOCK + Batch.LIFE, 3);
            int length = memory.get(Layouts.I32, Format.BLOCK + Batch.LENGTH);
            if (length >= Batch.BYTES && length <= SEGMENT - Format.BLOCK) {
                int crc =
                        new Checksum(ID)
                                .ofBatch(
                                        3,
                                        Format.BLOCK,
                                        ByteBuffer.wrap(bytes),
                                        Format.BLOCK,
                                        length);
                memory.set(Layouts.I32, Format.BLOCK + Batch.CRC, crc);
            }
        }
        var segment = new Segment(3, "fuzzed", new Bytes(bytes));
        try (var scanner = new SegmentScanner(ID)) {
            scanner.opening(segment);
            long at = Format.BLOCK;
            while (at < SEGMENT) {
                var found = scanner.batch(segment, at);
                if (found != null
                        && (found.length() < Batch.BYTES || at + found.length() > SEGMENT)) {
                    throw new AssertionError("a batch that leaves the segment");
                }
                at += found == null ? Format.BLOCK : found.padded();
            }
        }
    }

    private static void index(byte[] input, boolean repaired) {
        byte[] bytes = Arrays.copyOf(input, Math.max(input.length, repaired ? Index.BYTES : 0));
        var opening = new Opening(10, 11, 2, 4096);
        var next = new Opening(20, 21, 3, 1 << 20);
        if (repaired) {
            MemorySegment memory = MemorySegment.ofArray(bytes);
            memory.set(Layouts.I64, Index.MAGIC, Index.MAGIC_VALUE);
            memory.set(Layouts.I32, Index.VERSION_AT, Format.VERSION);
            ID.write(memory, Index.ID);
            memory.set(Layouts.I64, Index.LIFE, 3);
            memory.set(Layouts.I64, Index.END, next.previousEnd());
            memory.set(Layouts.I64, Index.SEQUENCE, opening.sequence());
            memory.set(Layouts.I64, Index.NEXT_SEQUENCE, next.sequence());
            memory.set(Layouts.I32, Index.PREVIOUS_CRC, opening.previousCrc());
            memory.set(Layouts.I32, Index.LAST_CRC, next.previousCrc());
            memory.set(Layouts.I64, Index.LENGTH, bytes.length);
            var crc = new CRC32C();
            crc.update(bytes, 0, (int) Index.CRC);
            crc.update(bytes, Index.BYTES, bytes.length - Index.BYTES);
            memory.set(Layouts.I32, Index.CRC, (int) crc.getValue());
        }
        var outcome = SegmentIndex.decode(bytes, ID, 3, opening, next);
        var sealed = outcome.sealed();
        if (sealed == null) {
            return;
        }
        sealed.logs()
                .forEach(part ->
                        part.runs()
                                .forEach(run -> {
                                    if (run.first() > run.last() || run.first() < part.first()) {
                                        throw new AssertionError(
                                                "a run " + run.first() + " to " + run.last());
                                    }
                                    run.forEach((_, offset, _) -> {
                                        if (offset < 0 || offset >= next.previousEnd()) {
                                            throw new AssertionError("an entry at " + offset);
                                        }
                                    });
                                }));
    }

    /// A file in memory.
    private static final class Bytes implements LogFile {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        @Override
        public long bytes() {
            return content.length;
        }

        @Override
        public void write(LogBuffer from, int length, long position) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void sync() {}

        @Override
        public void read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), Math.max(0, content.length - position));
            into.put(content, (int) position, count);
        }

        @Override
        public void close() {}
    }
}
