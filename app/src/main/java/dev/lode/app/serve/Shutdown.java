package dev.lode.app.serve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The way from SIGTERM or Ctrl-C to an orderly end: the signal wakes the main thread, and the JVM
/// lives until that has cleaned up and ends the process with its own status.
///
/// Threads: the main thread waits; a shutdown hook of the JVM signals. A JVM that ends by itself
/// after a signal has the status 143 (128 and the signal), which an orchestrator takes for a
/// failure.
public final class Shutdown {
    private static volatile @Nullable Shutdown latest;

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
        latest = shutdown;
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

    /// Says that everything is cleaned up; after a signal, [#finish] ends the process.
    public void done() {
        if (!isSignalled()) {
            done.countDown();
        }
    }

    /// Ends the process where a signal has come; else does nothing.
    ///
    /// @param status the exit status
    public static void finish(int status) {
        Shutdown shutdown = latest;
        if (shutdown != null && shutdown.isSignalled()) {
            Runtime.getRuntime().halt(status);
        }
    }
}
