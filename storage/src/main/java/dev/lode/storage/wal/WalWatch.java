package dev.lode.storage.wal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What looks after a log beside the appends: one thread marks its end when it is idle, another
/// sees that no write hangs. They are two because a mark is a write and may hang itself.
final class WalWatch {
    private static final int LOOKS = 4;

    private final long idleNanos;
    private final long hangNanos;
    private final Flights flights;
    private final @Nullable Issuer issuer;
    private final Thread marker;
    private final Thread hangs;
    private volatile boolean stopped;

    WalWatch(WalConfig.Watch times, Flights flights, @Nullable Issuer issuer) {
        idleNanos = times.idleMarkMillis() * 1_000_000;
        hangNanos = times.hangMillis() * 1_000_000;
        this.flights = flights;
        this.issuer = issuer;
        marker = Thread.ofPlatform().daemon().name("lode-wal-mark").unstarted(this::mark);
        hangs = Thread.ofPlatform().daemon().name("lode-wal-watch").unstarted(this::watch);
    }

    void start() {
        marker.start();
        hangs.start();
    }

    private void mark() {
        while (!stopped) {
            if (flights.mark(idleNanos) && issuer != null) {
                issuer.wakeIfNeeded();
            }
            LockSupport.parkNanos(this, idleNanos / LOOKS);
        }
    }

    private void watch() {
        while (!stopped) {
            flights.watch(hangNanos);
            LockSupport.parkNanos(this, hangNanos / LOOKS);
        }
    }

    /// Stops both; a mark that is being written stays under way.
    void stop() {
        stopped = true;
        LockSupport.unpark(marker);
        LockSupport.unpark(hangs);
    }
}
