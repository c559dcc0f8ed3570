package dev.lode.storage.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A clock that goes on only while somebody sleeps by it, and then at once.
///
/// Threads: any.
final class StillClock implements SleepClock {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> asked = new ArrayList<>();
    private volatile boolean held;

    @Override
    public long nanos() {
        return now.get();
    }

    @Override
    public void sleep(Object why, long nanosMax) {
        synchronized (asked) {
            asked.add(nanosMax);
        }
        if (held || nanosMax == Long.MAX_VALUE) {
            LockSupport.park(why);
        } else {
            now.addAndGet(nanosMax);
        }
    }

    /// Lets whoever sleeps from now on sleep until they are woken.
    void hold() {
        held = true;
    }

    /// How long was asked for, each time; but for those who slept until they were woken.
    List<Long> sleeps() {
        synchronized (asked) {
            return asked.stream().filter(nanos -> nanos != Long.MAX_VALUE).toList();
        }
    }
}
