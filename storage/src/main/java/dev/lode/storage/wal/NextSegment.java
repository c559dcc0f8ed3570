package dev.lode.storage.wal;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The segment that is made ready before it is needed.
///
/// Threads: guarded by the lock of the log, but for the making itself, which runs beside the
/// appends.
final class NextSegment {
    private final Object lock;
    private final SegmentStore store;
    private final Executor background;
    private final LogBuffer header;
    private final Waiter.Line waiters;
    private @Nullable Segment ready;
    private boolean preparing;
    private long sinceNanos;
    private @Nullable LogFull obstacle;
    private long activeLife;
    private Runnable upkeep = () -> {};
    private Runnable whenFull = () -> {};

    /// Makes one; nothing is ready.
    ///
    /// @param header a block to write headers from
    /// @param waiters are woken when there is a segment, or a reason why there is none
    NextSegment(
            Object lock,
            SegmentStore store,
            Executor background,
            LogBuffer header,
            Waiter.Line waiters,
            long activeLife) {
        this.lock = lock;
        this.store = store;
        this.background = background;
        this.header = header;
        this.waiters = waiters;
        this.activeLife = activeLife;
    }

    /// Takes what runs beside the appends; before anything is made.
    ///
    /// @param beside is posted when a segment has been left
    /// @param full is called when no next segment can be had
    void beside(Runnable beside, Runnable full) {
        upkeep = beside;
        whenFull = full;
    }

    boolean isReady() {
        return ready != null;
    }

    boolean preparing() {
        return preparing;
    }

    @Nullable Segment take() {
        Segment taken = ready;
        ready = null;
        return taken;
    }

    /// Throws, once, why none could be had.
    void check() throws LogFull {
        LogFull why = obstacle;
        if (why != null) {
            obstacle = null;
            throw why;
        }
    }

    /// Says that one is being made; follow with `make`, without the lock.
    void announce() {
        preparing = true;
        sinceNanos = System.nanoTime();
    }

    /// Has one made.
    void make() {
        background.execute(this::prepare);
    }

    /// A new segment is being written; the next one is needed. Do not hold the lock.
    void rotated(long life) {
        synchronized (lock) {
            activeLife = life;
            announce();
        }
        make();
    }

    private void prepare() {
        Segment made = null;
        LogFull why = null;
        try {
            made = store.prepare(header, life());
        } catch (LogFull e) {
            why = e;
        } catch (IOException | RuntimeException e) { // kept for whoever needs the segment
            why =
                    new LogFull(
                            "the next segment cannot be made: "
                                    + e.getMessage()
                                    + ". Give the disk room; what was acknowledged is safe.",
                            e);
        }
        synchronized (lock) {
            ready = made;
            obstacle = why;
            preparing = false;
            waiters.wakeAll();
        }
        if (why != null) {
            whenFull.run();
        }
    }

    private long life() {
        synchronized (lock) {
            return activeLife;
        }
    }

    /// Sends those away who have waited too long; hold the lock.
    void watch(long nowNanos, long hangNanos) {
        if (preparing && !waiters.isEmpty() && nowNanos - sinceNanos >= hangNanos) {
            obstacle =
                    new LogFull(
                            "the next segment is being made and is not ready after "
                                    + (nowNanos - sinceNanos) / 1_000_000
                                    + " ms (wal.hangMillis). Look after the disk; what was"
                                    + " acknowledged is safe.",
                            null);
            waiters.wakeAll();
        }
    }

    /// Has done what is done beside the appends.
    void upkeepLater() {
        background.execute(upkeep);
    }
}
