package dev.lode.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What appenders of one sink saw in one round.
final class SinkLoad {
    private static final int FIRST_ROOM = 1024;

    private final long[] nanos; // sorted
    private final double seconds;
    private final long cpuNanos;

    private SinkLoad(long[] nanos, double seconds, long cpuNanos) {
        this.nanos = nanos;
        this.seconds = seconds;
        this.cpuNanos = cpuNanos;
    }

    int appends() {
        return nanos.length;
    }

    double rate() {
        return nanos.length / seconds;
    }

    double micros(double quantile) {
        int at = (int) Math.ceil(quantile * nanos.length) - 1;
        return nanos[Math.clamp(at, 0, nanos.length - 1)] / 1e3;
    }

    double cpuMicros() {
        return cpuNanos / 1e3 / nanos.length;
    }

    /// Lets some threads append for some time, each when its last one is durable.
    static SinkLoad run(DurableSink sink, int threads, long millis) throws IOException {
        var ready = new CountDownLatch(threads);
        var go = new CountDownLatch(1);
        var failed = new AtomicReference<@Nullable Exception>();
        List<Appender> appenders = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Appender appender = new Appender(sink, i, millis * 1_000_000, ready, go, failed);
            appenders.add(appender);
            running.add(Thread.ofPlatform().name("appender-" + i).start(appender));
        }
        try {
            ready.await();
            long cpu = cpu();
            long begun = System.nanoTime();
            go.countDown();
            for (Thread thread : running) {
                thread.join();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            long used = cpu() - cpu;
            Exception failure = failed.get();
            if (failure != null) {
                throw new BenchFailed("an append failed", failure);
            }
            long[] all =
                    appenders.stream()
                            .flatMapToLong(one -> Arrays.stream(one.nanos, 0, one.count))
                            .sorted()
                            .toArray();
            return new SinkLoad(all, seconds, used);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static final class Appender implements Runnable {
        private final DurableSink sink;
        private final int number;
        private final long forNanos;
        private final CountDownLatch ready;
        private final CountDownLatch go;
        private final AtomicReference<@Nullable Exception> failed;
        private long[] nanos = new long[FIRST_ROOM];
        private int count;

        Appender(
                DurableSink sink,
                int number,
                long forNanos,
                CountDownLatch ready,
                CountDownLatch go,
                AtomicReference<@Nullable Exception> failed) {
            this.sink = sink;
            this.number = number;
            this.forNanos = forNanos;
            this.ready = ready;
            this.go = go;
            this.failed = failed;
        }

        @Override
        public void run() {
            ready.countDown();
            try {
                go.await();
                long before = System.nanoTime();
                long end = before + forNanos;
                while (before < end) {
                    sink.append(number);
                    long now = System.nanoTime();
                    if (count == nanos.length) {
                        nanos = Arrays.copyOf(nanos, 2 * count);
                    }
                    nanos[count++] = now - before;
                    before = now;
                }
            } catch (Exception e) { // told by whoever started it
                failed.compareAndSet(null, e);
            }
        }
    }
}
