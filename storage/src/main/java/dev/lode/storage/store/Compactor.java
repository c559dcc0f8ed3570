package dev.lode.storage.store;

import dev.lode.base.memory.Epochs;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// The thread that writes full overlays to extents, merges extents, and closes what nobody reads
/// any more.
///
/// Threads: one of its own; everything here from any. What cannot be done, such as for a full disk,
/// is said once and tried again, later and later; what is served stays as it is.
public final class Compactor implements AutoCloseable {
    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RECLAIM_EVERY = Duration.ofMillis(10);

    private final Epochs epochs;
    private final SleepClock clock;
    private final System.Logger log;
    private final CopyOnWriteArrayList<Work> stores = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    /// A store, and how it went last.
    private static final class Work {
        final String name;
        final CellStore store;
        final Pace pace;
        Duration wait = Duration.ZERO;
        long notBefore;

        Work(String name, CellStore store, SleepClock clock) {
            this.name = name;
            this.store = store;
            pace = new Pace(store.config().compactBytesPerSecond(), clock);
        }
    }

    /// Starts the thread.
    ///
    /// @param epochs of the threads that read
    public Compactor(Epochs epochs) {
        this(epochs, SleepClock.SYSTEM, System.getLogger(Compactor.class.getName()));
    }

    Compactor(Epochs epochs, SleepClock clock, System.Logger log) {
        this.epochs = epochs;
        this.clock = clock;
        this.log = log;
        thread = Thread.ofPlatform().name("lode-compact").start(this::run);
    }

    /// Takes care of a store from now on.
    ///
    /// @param name of the hunt, for messages
    /// @param store open until this is closed
    public void add(String name, CellStore store) {
        stores.add(new Work(name, store, clock));
        store.whenDue(this::wake);
        wake();
    }

    /// Has it look whether there is something to do.
    public void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closing) {
            long sleep = Long.MAX_VALUE;
            for (Work work : stores) {
                sleep = Math.min(sleep, compact(work));
            }
            if (epochs.reclaim() > 0) {
                sleep = Math.min(sleep, RECLAIM_EVERY.toNanos());
            }
            if (!closing && sleep > 0) {
                clock.sleep(this, sleep);
            }
        }
    }

    /// Does one piece of work.
    ///
    /// @return nanoseconds until there may be the next; 0 where there may be now
    private long compact(Work work) {
        long early = work.notBefore - clock.nanos();
        if (work.wait.isPositive() && early > 0) {
            return early;
        }
        try {
            boolean done = work.store.isDue() && step(work);
            if (work.wait.isPositive()) {
                log.log(System.Logger.Level.INFO, "hunt {0}: compaction goes on", work.name);
                work.wait = Duration.ZERO;
            }
            return done ? 0 : Long.MAX_VALUE;
        } catch (Pace.Stopped e) {
            return Long.MAX_VALUE;
        } catch (DamagedSource e) {
            // The rest can go on at once, without that extent.
            log.log(System.Logger.Level.WARNING, "hunt {0}: {1}", work.name, e.getMessage());
            return 0;
        } catch (IOException | RuntimeException e) {
            return failed(work, e);
        }
    }

    private boolean step(Work work) throws IOException {
        long began = clock.nanos();
        boolean done = work.store.flushFrozen(work.pace) || work.store.mergeIfDue(work.pace);
        if (done) {
            log.log(
                    System.Logger.Level.INFO,
                    "hunt {0}: compacted in {1} ms; {2}",
                    work.name,
                    Long.toString(Duration.ofNanos(clock.nanos() - began).toMillis()),
                    work.store.status().line());
        }
        return done;
    }

    private long failed(Work work, Exception e) {
        boolean first = work.wait.isZero();
        Duration max = work.store.config().retryMax();
        Duration next = first ? RETRY_FIRST : work.wait.multipliedBy(2);
        work.wait = next.compareTo(max) > 0 ? max : next;
        work.notBefore = clock.nanos() + work.wait.toNanos();
        if (first) {
            log.log(
                    System.Logger.Level.WARNING,
                    "hunt "
                            + work.name
                            + ": compaction failed and is tried again until it can be done; what is"
                            + " served stays as it is, additions wait once memory is full. Where the"
                            + " disk is full, free some room. "
                            + work.store.status().line(),
                    e);
        }
        return work.wait.toNanos();
    }

    /// Ends the thread; what is being written is given up, and removed at the next start at the
    /// latest.
    @Override
    public void close() {
        closing = true;
        stores.forEach(work -> work.pace.stop());
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
