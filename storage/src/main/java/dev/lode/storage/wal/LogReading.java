package dev.lode.storage.wal;

import java.io.IOException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The reading side of a log: entries by index, one behind the other, or by type.
///
/// Threads: any. An append is held up for a look at where entries lie and never for a read of them.
final class LogReading {
    private final Object lock;
    private final LogDevice device;
    private final Logs logs;
    private final SegmentStore store;

    LogReading(Object lock, LogDevice device, Logs logs, SegmentStore store) {
        this.lock = lock;
        this.device = device;
        this.logs = logs;
        this.store = store;
    }

    private long place(int log, long index) {
        synchronized (lock) {
            LogState state = logs.get(log);
            return state == null ? LogState.NOWHERE : state.placeOf(index);
        }
    }

    @Nullable WalEntry read(int log, long index) throws IOException {
        return read(new RecordReader(device, store, false), log, index, place(log, index));
    }

    /// Reads an entry at a place, or where it has gone to meanwhile.
    private @Nullable WalEntry read(RecordReader from, int log, long index, long known)
            throws IOException {
        WalEntry entry = null;
        long before = LogState.NOWHERE;
        long place = known;
        while (entry == null && place != before) { // its segment may go while a copy comes
            entry = from.read(log, index, place);
            before = place;
            place = entry == null ? place(log, index) : place;
        }
        return entry;
    }

    long[] indexesOf(int log, byte type) {
        var found = LongStream.builder();
        synchronized (lock) {
            LogState state = logs.get(log);
            if (state != null) {
                for (EntryRun run : state.runs()) {
                    run.forEach((index, _, its) -> {
                        if (its == type) {
                            found.add(index);
                        }
                    });
                }
            }
        }
        return found.build().toArray();
    }

    void replay(int log, long from, WalReader reader) throws IOException {
        var entries = new RecordReader(device, store, true);
        long index;
        long last;
        synchronized (lock) {
            LogState state = logs.get(log);
            index = state == null ? from : Math.max(from, state.first());
            last = state == null ? 0 : state.last();
        }
        for (; index <= last; index++) {
            WalEntry entry = read(entries, log, index, place(log, index));
            if (entry == null) {
                throw new IOException(
                        "entry " + index + " of log " + log + " was truncated during its replay");
            }
            reader.entry(entry);
        }
    }
}
