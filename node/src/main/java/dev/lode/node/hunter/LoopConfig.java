package dev.lode.node.hunter;

import dev.lode.base.knob.Settings;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.storage.pack.PackKnobs;

/// The bounds of one hunter loop.
///
/// @param loops how many loops share the node's bounds
/// @param huntersMax hunters of this loop
/// @param sessionsMax sessions of this loop
/// @param blobBytesMax longest document
/// @param viewBytesMax longest answer to a look
/// @param lookCellsMax spots that a look lists
/// @param digsWaitingMax digs that wait for a cell
/// @param readsWaitingMax reads that wait for the disk
/// @param fetchesMax cells on their way from other holders
/// @param fetchNanos how long a holder may take
/// @param fetchTries how often holders are asked
/// @param cacheBytes memory for cells of other holders
/// @param tokensWaitingMax tokens that wait to be verified
/// @param retryMillis what BUSY and UNAVAILABLE tell
/// @param flushNanos how often changed slots are handed over
/// @param spinNanos how long to look for work before sleeping
/// @param drainFrames frames taken in one go
public record LoopConfig(
        int loops,
        int huntersMax,
        int sessionsMax,
        int blobBytesMax,
        int viewBytesMax,
        int lookCellsMax,
        int digsWaitingMax,
        int readsWaitingMax,
        int fetchesMax,
        long fetchNanos,
        int fetchTries,
        long cacheBytes,
        int tokensWaitingMax,
        int retryMillis,
        long flushNanos,
        long spinNanos,
        int drainFrames) {

    /// What a buffer for reads of the disk keeps of its memory once it held a longer document: one
    /// in hundreds is so long, and in time all buffers would have held one.
    public static final int READ_KEPT_BYTES = 8 << 10;

    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @param loops of the node
    /// @return the bounds of each
    public static LoopConfig of(Settings settings, int loops) {
        return new LoopConfig(
                loops,
                share(settings.get(NodeKnobs.HUNTERS_MAX), loops),
                share(settings.get(NodeKnobs.SESSIONS_MAX), loops),
                Math.toIntExact(settings.get(PackKnobs.BLOB_BYTES_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.VIEW_BYTES_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.LOOK_CELLS_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.DIGS_WAITING_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.READS_WAITING_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.FETCHES_MAX)),
                settings.get(NodeKnobs.FETCH_TIMEOUT).toNanos(),
                Math.toIntExact(settings.get(NodeKnobs.FETCH_TRIES)),
                settings.get(NodeKnobs.CELL_CACHE_BYTES) / loops,
                Math.toIntExact(settings.get(NodeKnobs.TOKENS_WAITING_MAX)),
                Math.toIntExact(settings.get(NodeKnobs.RETRY_AFTER).toMillis()),
                settings.get(NodeKnobs.SLOT_FLUSH).toNanos(),
                settings.get(NodeKnobs.SPIN).toNanos(),
                Math.toIntExact(settings.get(NodeKnobs.DRAIN_FRAMES)));
    }

    private static int share(long whole, int loops) {
        return Math.toIntExact(Math.ceilDiv(whole, loops));
    }
}
