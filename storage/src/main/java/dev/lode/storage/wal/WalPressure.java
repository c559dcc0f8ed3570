package dev.lode.storage.wal;

/// Who is asked to make room, because a log's entries keep a segment that others could use.
@FunctionalInterface
public interface WalPressure {
    /// Asks for a snapshot and a truncation behind it.
    ///
    /// @param log which log; others may be asked about logs that are not theirs
    /// @param upTo the last index that stands in the way
    void makeRoom(int log, long upTo);
}
