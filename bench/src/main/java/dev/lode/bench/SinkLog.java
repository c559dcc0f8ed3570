package dev.lode.bench;

import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.archive.LogEntry;
import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.util.Optional;

/// The first log of a [LogSink] as an archive reads it; without snapshots.
///
/// @param wal the log of the node
/// @param entryBytes of each entry
record SinkLog(Wal wal, int entryBytes) implements CommittedLog {
    private static final int GROUP = 0;

    /// Ends a replay early.
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public int group() {
        return GROUP;
    }

    @Override
    public long first() {
        return wal.firstIndex(GROUP);
    }

    @Override
    public long last() {
        return wal.lastIndex(GROUP);
    }

    @Override
    public long bytes() {
        return last() * entryBytes;
    }

    @Override
    public void read(long from, Sink sink) throws IOException {
        try {
            wal.replay(
                    GROUP,
                    from,
                    entry -> {
                        boolean more =
                                sink.entry(
                                        new LogEntry(
                                                entry.index(),
                                                entry.term(),
                                                entry.type(),
                                                entry.data()));
                        if (!more) {
                            throw new Enough();
                        }
                    });
        } catch (Enough _) {
            // the sink has what it wanted
        }
    }

    @Override
    public Optional<Snapshot> newestSnapshot() {
        return Optional.empty();
    }
}
