package dev.lode.storage.store;

import dev.lode.base.time.NanoClock;
import java.util.concurrent.locks.LockSupport;

/// A clock that a thread can also sleep by, given to what paces itself.
interface SleepClock extends NanoClock {
    /// The clock of the machine.
    SleepClock SYSTEM =
            new SleepClock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Object why, long nanosMax) {
                    LockSupport.parkNanos(why, nanosMax);
                }
            };

    /// Sleeps until so much time has gone by or the thread is unparked; may end early.
    ///
    /// @param why for who looks at the thread
    /// @param nanosMax how long at most
    void sleep(Object why, long nanosMax);
}
