package dev.lode.storage.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The failure that ended a log, and those who want to be told of it.
///
/// Threads: any.
final class Failures {
    private final Object lock;
    private final List<Consumer<LogFailed>> listeners = new ArrayList<>();
    private volatile @Nullable LogFailed failure;

    Failures(Object lock) {
        this.lock = lock;
    }

    /// Throws what ended the log, if something did.
    void check() throws LogFailed {
        LogFailed failed = failure;
        if (failed != null) {
            throw failed.again();
        }
    }

    boolean any() {
        return failure != null;
    }

    /// Whether a write may still be under way for ever.
    boolean hang() {
        LogFailed failed = failure;
        return failed != null && failed.hang();
    }

    /// Takes the first failure; false for a later one. Hold the lock.
    boolean set(LogFailed failed) {
        if (failure != null) {
            return false;
        }
        failure = failed;
        return true;
    }

    void listen(Consumer<LogFailed> listener) {
        LogFailed failed;
        synchronized (lock) {
            listeners.add(listener);
            failed = failure;
        }
        if (failed != null) {
            listener.accept(failed);
        }
    }

    /// Tells all who listen; do not hold the lock.
    void tell(LogFailed failed) {
        List<Consumer<LogFailed>> told;
        synchronized (lock) {
            told = List.copyOf(listeners);
        }
        RuntimeException first = null;
        for (Consumer<LogFailed> listener : told) {
            try {
                listener.accept(failed);
            } catch (RuntimeException e) { // the others must hear of it all the same
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
