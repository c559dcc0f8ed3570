package dev.lode.storage.wal;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import dev.lode.storage.wal.SegmentScanner.Found;
import dev.lode.storage.wal.WalInspection.Item;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// Goes through the batches of a segment, over what cannot be read.
///
/// Threads: owned by one.
final class SegmentWalk {
    private static final int HEX_BYTES = 64;

    private final SegmentScanner scanner;
    private final Segment segment;
    private final long limit;
    private final boolean sealed;
    private final List<Long> holes = new ArrayList<>();
    private long end = Format.BLOCK;
    private long batches;
    private long records;

    /// @param end where the next segment says that it ends; 0 where there is none
    SegmentWalk(SegmentScanner scanner, Segment segment, long end) {
        this.scanner = scanner;
        this.segment = segment;
        sealed = end != 0;
        limit = end == 0 ? segment.bytes() : Math.min(end, segment.bytes());
    }

    String name() {
        return segment.name();
    }

    /// Places before the end where no whole batch could be read.
    List<Long> holes() {
        return List.copyOf(holes);
    }

    /// Where its batches end.
    long end() {
        return end;
    }

    /// Whole ones.
    long batches() {
        return batches;
    }

    /// In those.
    long records() {
        return records;
    }

    void run(Consumer<Item> to) throws IOException {
        long lost = 0;
        for (long at = Format.BLOCK; at < limit; ) {
            Found batch = scanner.batch(segment, at);
            if (batch == null || !Logs.wellFormed(batch.bytes(), batch.length())) {
                lost = lost == 0 ? at : lost;
                at += Format.BLOCK;
                continue;
            }
            if (lost != 0) {
                holes.add(lost);
            }
            lost = 0;
            batches++;
            records += batch.records();
            tell(batch, at, to);
            at += batch.padded();
            end = at;
        }
        if (lost != 0 && sealed) {
            holes.add(lost);
        }
    }

    private void tell(Found batch, long at, Consumer<Item> to) {
        MemorySegment bytes = batch.bytes();
        String kind =
                batch.opens() ? "OPENING" : (batch.flags() & Batch.MARK) != 0 ? "MARK" : "BATCH";
        to.accept(
                new Item(
                        segment.name(),
                        at,
                        batch.sequence(),
                        batch.durable(),
                        kind,
                        -1,
                        batch.records(),
                        0,
                        (byte) 0,
                        0,
                        ""));
        long record = Batch.BYTES;
        for (int i = 0; i < batch.records(); i++) {
            int length = bytes.get(Layouts.I32, record + LogRecord.LENGTH);
            to.accept(
                    new Item(
                            segment.name(),
                            at + record,
                            batch.sequence(),
                            batch.durable(),
                            LogRecord.name(bytes.get(Layouts.I8, record + LogRecord.KIND)),
                            bytes.get(Layouts.I32, record + LogRecord.LOG),
                            bytes.get(Layouts.I64, record + LogRecord.INDEX),
                            bytes.get(Layouts.I64, record + LogRecord.TERM),
                            bytes.get(Layouts.I8, record + LogRecord.TYPE),
                            length,
                            HexFormat.of()
                                    .formatHex(
                                            bytes.asSlice(
                                                            record + LogRecord.BYTES,
                                                            Math.min(HEX_BYTES, length))
                                                    .toArray(ValueLayout.JAVA_BYTE))));
            record += LogRecord.size(length);
        }
    }
}
