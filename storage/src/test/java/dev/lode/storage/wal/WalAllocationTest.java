package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An append allocates nothing on the heap, however many wait together: each appender counts its
/// own bytes. What the log must remember of an entry (where it lies) grows by doubling and is what
/// is left.
final class WalAllocationTest {
    private static final int THREADS = 8;
    private static final int WARM_UP = 4000;
    private static final int APPENDS = 1000;

    /// What remembering where entries lie may take, and the counting itself.
    private static final double REMEMBERING_MAX = 3;

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({"DIRECT, 1", "DIRECT, 2", "URING, 4"})
    void anAppendAllocatesNothing(WalConfig.Device device, int flights) throws Exception {
        var config =
                new WalConfig(32 << 20, 64 << 10, 512 << 20, 2, device)
                        .with(device, flights, new WalConfig.Watch(1000, 60_000));
        try (Wal wal = Wal.open(temp.resolve("wal"), config);
                ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            var barrier = new CyclicBarrier(THREADS);
            var running = new ArrayList<Future<Long>>();
            for (int i = 0; i < THREADS; i++) {
                int log = i;
                Callable<Long> work = () -> bytes(wal, log, barrier);
                running.add(pool.submit(work));
            }
            long sum = 0;
            for (Future<Long> one : running) {
                sum += one.get();
            }
            assertThat(sum / (double) (THREADS * APPENDS)).isLessThan(REMEMBERING_MAX);
        }
    }

    private static long bytes(Wal wal, int log, CyclicBarrier barrier) throws Exception {
        var entries = new ArrayList<List<WalEntry>>();
        byte[] data = new byte[128];
        for (int i = 1; i <= WARM_UP + APPENDS; i++) {
            entries.add(List.of(WalEntry.of(i, 1, (byte) 0, data)));
        }
        append(wal, log, entries.subList(0, WARM_UP));
        barrier.await();
        List<List<WalEntry>> counted = List.copyOf(entries.subList(WARM_UP, entries.size()));
        return Allocation.bytes(() -> append(wal, log, counted));
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
