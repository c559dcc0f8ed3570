package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An append allocates nothing on the heap, however many wait together: each appender counts its
/// own bytes. What a growing log must remember of its entries (where they lie) is what is left; one
/// that forgets as much as it takes in has nothing left but what a rotation makes, once a segment.
final class WalAllocationTest {
    private static final int THREADS = 8;
    private static final int APPENDS = 1000;

    /// Until compiled code has taken over.
    private static final int ROUNDS = 25;

    /// What remembering where entries lie takes: a byte or two each in arrays that grow by half.
    private static final double REMEMBERING_MAX = 8;

    /// Bytes an entry: a rotation makes two kilobytes of lists of what its segment holds, here with
    /// every 6,000 entries.
    private static final double ROTATION_MAX = 1;

    private static final int BATCH = 100;
    private static final int BATCHES = 20;
    private static final int PARTS = 10; // three segments

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({"DIRECT, 1", "DIRECT, 2", "URING, 4"})
    void anAppendAllocatesNothing(WalConfig.Device device, int flights) throws Exception {
        var config =
                new WalConfig(32 << 20, 64 << 10, 1L << 30, 2, device)
                        .with(device, flights, new WalConfig.Watch(1000, 60_000));
        try (Wal wal = Wal.open(temp.resolve("wal"), config);
                ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            double least = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > REMEMBERING_MAX; round++) {
                least = Math.min(least, bytesAnAppend(wal, pool, round));
            }
            assertThat(least).isLessThan(REMEMBERING_MAX);
        }
    }

    /// Several segments long: what their runs had of arrays serves the next.
    @Test
    void aLogThatForgetsAsMuchAsItTakesInAllocatesNothing() throws Exception {
        var config =
                new WalConfig(1 << 20, 64 << 10, 1L << 30, 2, WalConfig.Device.AUTO)
                        .with(WalConfig.Device.AUTO, 1, new WalConfig.Watch(1000, 60_000));
        try (Wal wal = Wal.open(temp.resolve("wal"), config)) {
            double least = Double.MAX_VALUE;
            long next = 1;
            for (int round = 0; round < ROUNDS && least > ROTATION_MAX; round++) {
                long bytes = 0;
                for (int part = 0; part < PARTS; part++) {
                    var batches = new ArrayList<List<WalEntry>>();
                    for (int i = 0; i < BATCHES; i++) {
                        batches.add(batch(next));
                        next += BATCH;
                    }
                    bytes += Allocation.bytes(() -> append(wal, 1, batches));
                    wal.truncatePrefix(1, next - BATCH);
                }
                least = Math.min(least, (double) bytes / (PARTS * BATCHES * BATCH));
            }
            assertThat(least).isLessThanOrEqualTo(ROTATION_MAX);
        }
    }

    private static List<WalEntry> batch(long first) {
        byte[] data = new byte[128];
        return LongStream.range(first, first + BATCH)
                .mapToObj(index -> WalEntry.of(index, 1, (byte) 0, data))
                .toList();
    }

    private static double bytesAnAppend(Wal wal, ExecutorService pool, int round) throws Exception {
        var running = new ArrayList<Future<Long>>();
        for (int i = 0; i < THREADS; i++) {
            int log = i;
            Callable<Long> work = () -> bytes(wal, log, (long) round * APPENDS);
            running.add(pool.submit(work));
        }
        long sum = 0;
        for (Future<Long> one : running) {
            sum += one.get();
        }
        return sum / (double) (THREADS * APPENDS);
    }

    private static long bytes(Wal wal, int log, long behind) throws Exception {
        var entries = new ArrayList<List<WalEntry>>();
        byte[] data = new byte[128];
        for (int i = 1; i <= APPENDS; i++) {
            entries.add(List.of(WalEntry.of(behind + i, 1, (byte) 0, data)));
        }
        return Allocation.bytes(() -> append(wal, log, entries));
    }

    private static void append(Wal wal, int log, List<List<WalEntry>> entries) {
        for (int i = 0; i < entries.size(); i++) {
            try {
                wal.append(log, entries.get(i));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
