package dev.lode.node.hunter;

/// What a hunter loop counts.
public enum Count {
    /// Digs that were answered with a blob.
    DIGS,
    /// Of these, those that found a key.
    FINDS,
    /// Digs that were answered once more without a charge.
    REPEATS,
    /// Requests that were refused.
    REFUSED,
    /// Requests that were sent on to another node.
    MOVED,
    /// Frames that made no sense.
    MALFORMED,
    /// Cells read from the disk by the pool.
    DISK_READS,
    /// Cells taken from the cache.
    CACHE_HITS,
    /// Cells asked of another holder.
    FETCHES,
    /// Times that a holder did not answer, or could not.
    FETCH_RETRIES,
    /// Cells read for other homes.
    READS_SERVED,
    /// Bugs that a frame brought to light; the log says which.
    FAILURES
}
