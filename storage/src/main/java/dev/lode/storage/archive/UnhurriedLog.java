package dev.lode.storage.archive;

import java.io.IOException;
import java.util.Optional;

/// A committed log that is read in short turns.
///
/// Threads: those of `turns` for `read`, else any.
///
/// @param log is read
/// @param turns of the thread that reads
record UnhurriedLog(CommittedLog log, ShortTurns turns) implements CommittedLog {
    @Override
    public int group() {
        return log.group();
    }

    @Override
    public long first() {
        return log.first();
    }

    @Override
    public long last() {
        return log.last();
    }

    @Override
    public long bytes() {
        return log.bytes();
    }

    @Override
    public void read(long from, Sink sink) throws IOException {
        log.read(
                from,
                entry -> {
                    turns.step();
                    return sink.entry(entry);
                });
    }

    @Override
    public Optional<Snapshot> newestSnapshot() throws IOException {
        return log.newestSnapshot();
    }
}
