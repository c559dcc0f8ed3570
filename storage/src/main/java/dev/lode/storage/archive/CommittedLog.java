package dev.lode.storage.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What a group offers the archive: its committed entries and its snapshots.
///
/// Threads: any; nothing here waits for the group or holds it up.
public interface CommittedLog {
    /// Which group.
    ///
    /// @return its number
    int group();

    /// The first index that is still there.
    ///
    /// @return from 1
    long first();

    /// The last committed index.
    ///
    /// @return `first - 1` where there is none
    long last();

    /// Bytes of entries that were committed here since the group was opened, replayed ones
    /// included: only its growth counts.
    ///
    /// @return bytes, never falling
    long bytes();

    /// Hands out committed entries in order, up to `last` at the time of the call.
    ///
    /// @param from first index wanted; raised to `first`
    /// @param sink takes them
    /// @throws IOException where they cannot be read, or were truncated meanwhile
    void read(long from, Sink sink) throws IOException;

    /// The newest snapshot of the group.
    ///
    /// @return empty where none is whole
    /// @throws IOException where it cannot be read
    Optional<Snapshot> newestSnapshot() throws IOException;

    /// Takes entries.
    @FunctionalInterface
    interface Sink {
        /// Takes one.
        ///
        /// @param entry valid for ever
        /// @return false to end
        /// @throws IOException to end with a failure
        boolean entry(LogEntry entry) throws IOException;
    }

    /// A snapshot file.
    ///
    /// @param index the last entry that is in it
    /// @param term of that entry
    /// @param file the file; may be deleted any time, once two newer ones are there
    record Snapshot(long index, long term, Path file) {}
}
