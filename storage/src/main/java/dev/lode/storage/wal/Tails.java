package dev.lode.storage.wal;

import dev.lode.storage.wal.Format.LogRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bounds of every log with all that was taken in, durable or not.
///
/// Threads: guarded by the lock of the log.
final class Tails {
    private @Nullable Tail[] tails = new @Nullable Tail[16];

    private static final class Tail {
        private long first = 1;
        private long last;
        private long cuts;
    }

    Tails(Logs durable) {
        durable.all()
                .forEach(state -> {
                    Tail tail = get(state.log);
                    tail.first = state.first();
                    tail.last = state.last();
                    tail.cuts = state.cuts();
                });
    }

    private Tail get(int log) {
        if (log < 0 || log > Format.LOG_MAX) {
            throw new IllegalArgumentException(
                    "the number of a log is 0 to " + Format.LOG_MAX + ", not " + log);
        }
        if (log >= tails.length) {
            tails = Arrays.copyOf(tails, Math.max(log + 1, 2 * tails.length));
        }
        Tail tail = tails[log];
        if (tail == null) {
            tail = new Tail();
            tails[log] = tail;
        }
        return tail;
    }

    /// Refuses what cannot stand behind what is there.
    ///
    /// @param log which log
    /// @param entries to be appended
    /// @param bytesMax most that one of them may have
    void check(int log, List<WalEntry> entries, int bytesMax) {
        long index = get(log).last + 1;
        for (int i = 0; i < entries.size(); i++) { // an iterator would be allocated
            WalEntry entry = entries.get(i);
            if (entry.index() != index) {
                throw new IllegalArgumentException(
                        "log "
                                + log
                                + " goes on at "
                                + index
                                + ", not at "
                                + entry.index()
                                + ": truncate or reset it first");
            }
            if (entry.data().byteSize() > bytesMax) {
                throw new IllegalArgumentException(
                        "an entry has at most "
                                + bytesMax
                                + " bytes by wal.flightBytes, not "
                                + entry.data().byteSize());
            }
            index++;
        }
    }

    void append(int log, long index) {
        get(log).last = index;
    }

    /// Whether an entry that is durable will still be there, and be the same, once all that was
    /// taken in is durable, too.
    boolean keeps(LogState durable, long index) {
        Tail tail = get(durable.log);
        return tail.cuts == durable.cuts() && index >= tail.first && index <= tail.last;
    }

    void control(byte kind, int log, long index) {
        Tail tail = get(log);
        switch (kind) {
            case LogRecord.PREFIX -> {
                tail.first = Math.max(tail.first, index);
                tail.last = Math.max(tail.last, index - 1);
            }
            case LogRecord.SUFFIX -> {
                tail.cuts++;
                tail.last = Math.min(tail.last, Math.max(index, tail.first - 1));
            }
            case LogRecord.RESET -> {
                tail.cuts++;
                tail.first = index;
                tail.last = index - 1;
            }
            default -> {}
        }
    }
}
