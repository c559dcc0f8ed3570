package dev.lode.consensus;

import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.archive.LogEntry;
import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.util.Optional;

/// The log and the snapshots of a [SoloGroup], for a reader that the group does not wait for.
///
/// Threads: any.
final class SoloLog implements CommittedLog {
    private final SoloState of;
    private final Wal wal;
    private final Snapshots snapshots;

    /// Ends a replay early.
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    SoloLog(SoloState of, Wal wal, Snapshots snapshots) {
        this.of = of;
        this.wal = wal;
        this.snapshots = snapshots;
    }

    @Override
    public int group() {
        return of.id();
    }

    @Override
    public long first() {
        return wal.firstIndex(of.id());
    }

    @Override
    public long last() {
        return of.applied();
    }

    @Override
    public long bytes() {
        return of.loggedBytes();
    }

    @Override
    public void read(long from, Sink sink) throws IOException {
        long last = of.applied();
        if (from > last) {
            return;
        }
        try {
            wal.replay(
                    of.id(),
                    from,
                    entry -> {
                        boolean more =
                                entry.index() <= last
                                        && sink.entry(
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
    public Optional<Snapshot> newestSnapshot() throws IOException {
        return snapshots.newest();
    }
}
