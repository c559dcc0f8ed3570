package dev.lode.app.serve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The way from SIGTERM or Ctrl-C to an orderly end: the signal wakes the main thread, and the JVM
/// lives until that has cleaned up.
///
/// Threads: the main thread waits; a shutdown hook of the JVM signals.
public final class Shutdown {
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private Shutdown() {}

    /// Listens for the end of the process.
    ///
    /// @param cleanUpMax how long the clean-up may take twice over before the process ends without
    ///   it
    /// @return the way
    public static Shutdown onSignal(Duration cleanUpMax) {
        var shutdown = new Shutdown();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    shutdown.signalled.countDown();
                                    try {
                                        shutdown.done.await(
                                                cleanUpMax.toNanos() * 2, TimeUnit.NANOSECONDS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "lode-shutdown"));
        return shutdown;
    }

    /// Waits for the signal.
    ///
    /// @throws InterruptedException where the thread is interrupted
    public void await() throws InterruptedException {
        signalled.await();
    }

    /// Whether the signal has come.
    ///
    /// @return true from then on
    public boolean isSignalled() {
        return signalled.getCount() == 0;
    }

    /// Says that everything is cleaned up.
    public void done() {
        done.countDown();
    }
}
