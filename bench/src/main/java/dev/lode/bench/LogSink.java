package dev.lode.bench;

import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalCounts;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// The log of a node, fed as its groups feed it: one entry an append, forgotten when it is old.
final class LogSink implements DurableSink {
    /// The shape of a log.
    ///
    /// @param name for the rows
    /// @param device how it is written
    /// @param flights in the air at once
    record Shape(String name, WalConfig.Device device, int flights) {}

    private static final int TRUNCATE_EVERY = 4096;
    private static final int KEPT = 256;
    private static final int WEAR_IN_BATCH = 100;
    private static final int FLIGHT = 256 << 10;
    private static final long BUDGET = 8L << 30;
    private static final WalConfig.Watch WATCH = new WalConfig.Watch(100, 30_000);

    private final Wal wal;
    private final long segmentBytes;
    private final MemorySegment data;
    private Line[] lines;
    private LongUnaryOperator keeper = wanted -> wanted;

    private static final class Line {
        final int log;
        long index;

        Line(int log, long index) {
            this.log = log;
            this.index = index;
        }
    }

    LogSink(Path folder, Shape shape, long segmentBytes, int entryBytes) throws IOException {
        var config =
                new WalConfig(segmentBytes, FLIGHT, BUDGET, 4, shape.device())
                        .with(shape.device(), shape.flights(), WATCH);
        wal = Wal.open(folder, config);
        this.segmentBytes = segmentBytes;
        byte[] bytes = new byte[entryBytes];
        Arrays.fill(bytes, (byte) 7);
        data = MemorySegment.ofArray(bytes);
        lines = new Line[0];
        logs(1);
    }

    /// Spreads the appenders over so many logs.
    void logs(int count) {
        lines = new Line[count];
        for (int log = 0; log < count; log++) {
            lines[log] = new Line(log, wal.lastIndex(log));
        }
    }

    /// Has somebody say how far the log may be forgotten.
    void keeper(LongUnaryOperator says) {
        keeper = says;
    }

    Wal wal() {
        return wal;
    }

    /// Last entry of the first log.
    long last() {
        return wal.lastIndex(lines[0].log);
    }

    String device() {
        return wal.device();
    }

    WalCounts counts() {
        return wal.counts();
    }

    @Override
    public void append(int thread) throws IOException {
        Line line = lines[thread % lines.length];
        long index;
        long ticket;
        synchronized (line) {
            index = ++line.index;
            ticket = wal.submit(line.log, List.of(new WalEntry(index, 1, (byte) 1, data)));
        }
        wal.await(ticket);
        if (index % TRUNCATE_EVERY == 0) {
            wal.truncatePrefix(line.log, keeper.applyAsLong(index - KEPT));
        }
    }

    /// Fills some segments and forgets what is in them: from then on the log has all the memory
    /// that it will need.
    void wearIn(int segments) throws IOException {
        Line line = lines[0];
        long until = counts().bytes() + segments * segmentBytes;
        while (counts().bytes() < until) {
            wal.append(
                    line.log,
                    LongStream.rangeClosed(1, WEAR_IN_BATCH)
                            .mapToObj(i -> new WalEntry(line.index + i, 1, (byte) 1, data))
                            .toList());
            line.index += WEAR_IN_BATCH;
            wal.truncatePrefix(line.log, line.index - KEPT);
        }
    }

    /// Entries of the first log, made beforehand; nobody else may append meanwhile.
    List<List<WalEntry>> ahead(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(i -> List.of(new WalEntry(lines[0].index + i, 1, (byte) 1, data)))
                .toList();
    }

    /// Appends what `ahead` made, in its order.
    void append(List<WalEntry> entries) throws IOException {
        wal.append(lines[0].log, entries);
        lines[0].index++;
    }

    @Override
    public void close() throws IOException {
        wal.close();
    }
}
