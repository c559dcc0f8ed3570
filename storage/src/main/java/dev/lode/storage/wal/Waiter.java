package dev.lode.storage.wal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that waits: one for each thread, used again, so that waiting allocates nothing.
final class Waiter {
    private static final ThreadLocal<Waiter> MINE = ThreadLocal.withInitial(Waiter::new);

    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;
    private @Nullable Waiter next;

    private Waiter() {}

    /// That of the calling thread, which is in no line.
    static Waiter mine() {
        return MINE.get();
    }

    /// Waits until somebody wakes it.
    ///
    /// @return whether the thread was interrupted meanwhile; the interrupt is taken away, because a
    ///   parked thread would spin with it, and a file channel would close
    boolean park() {
        boolean interrupted = false;
        while (!woken) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        return interrupted;
    }

    private void wake() {
        woken = true; // from here on it may stand in another line
        LockSupport.unpark(thread);
    }

    static void wake(@Nullable Waiter one) {
        if (one != null) {
            one.wake();
        }
    }

    /// Wakes one and all that were chained behind it.
    static void wakeChain(@Nullable Waiter first) {
        Waiter waiter = first;
        while (waiter != null) {
            Waiter behind = waiter.next;
            waiter.wake();
            waiter = behind;
        }
    }

    /// Waiters in the order in which they came.
    ///
    /// Threads: guarded by the lock of the log, or owned by one.
    static final class Line {
        private @Nullable Waiter first;
        private @Nullable Waiter last;

        boolean isEmpty() {
            return first == null;
        }

        void add(Waiter waiter) {
            waiter.woken = false;
            waiter.next = null;
            Waiter before = last;
            if (before == null) {
                first = waiter;
            } else {
                before.next = waiter;
            }
            last = waiter;
        }

        /// Takes the first one out; null where nobody waits.
        @Nullable Waiter poll() {
            Waiter waiter = first;
            if (waiter != null) {
                first = waiter.next;
                if (first == null) {
                    last = null;
                }
            }
            return waiter;
        }

        @Nullable Waiter first() {
            return first;
        }

        /// Takes all out and chains them behind another one.
        ///
        /// @return the last of the chain
        @Nullable Waiter takeAllBehind(@Nullable Waiter other) {
            Waiter from = first;
            Waiter to = last;
            first = null;
            last = null;
            if (from == null) {
                return other;
            }
            if (other != null) {
                other.next = from;
            }
            return to;
        }

        /// Wakes all and is empty.
        void wakeAll() {
            Waiter chain = first;
            first = null;
            last = null;
            wakeChain(chain);
        }
    }
}
