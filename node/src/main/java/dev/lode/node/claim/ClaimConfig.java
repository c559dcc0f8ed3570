package dev.lode.node.claim;

import dev.lode.base.knob.Settings;
import dev.lode.node.footing.ClaimKnobs;
import dev.lode.node.footing.NodeKnobs;

/// The bounds of one claim loop.
///
/// @param inboxBytes size of its inbox, a power of two
/// @param batchMax claims in one log entry
/// @param batchesInFlight log entries on their way at once
/// @param drainFrames frames taken in one go
/// @param retryMillis what BUSY and UNAVAILABLE tell
/// @param logFullRetryMillis what LOG_FULL tells
/// @param ringBytes encoded events that are kept
/// @param tickNanos how long events gather
/// @param frameBytes longest frame of events
/// @param subscriptionsMax rooms that one link may hear of
public record ClaimConfig(
        long inboxBytes,
        int batchMax,
        int batchesInFlight,
        int drainFrames,
        int retryMillis,
        int logFullRetryMillis,
        long ringBytes,
        long tickNanos,
        int frameBytes,
        int subscriptionsMax) {

    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the bounds
    public static ClaimConfig of(Settings settings) {
        return new ClaimConfig(
                settings.get(NodeKnobs.CLAIM_INBOX_BYTES),
                Math.toIntExact(settings.get(ClaimKnobs.BATCH_MAX)),
                Math.toIntExact(settings.get(ClaimKnobs.BATCHES_IN_FLIGHT)),
                Math.toIntExact(settings.get(NodeKnobs.DRAIN_FRAMES)),
                Math.toIntExact(settings.get(NodeKnobs.RETRY_AFTER).toMillis()),
                Math.toIntExact(settings.get(NodeKnobs.LOG_FULL_RETRY).toMillis()),
                settings.get(ClaimKnobs.EVENT_RING_BYTES),
                settings.get(ClaimKnobs.EVENT_TICK).toNanos(),
                Math.toIntExact(settings.get(ClaimKnobs.EVENT_FRAME_BYTES)),
                Math.toIntExact(settings.get(ClaimKnobs.SUBSCRIPTIONS_MAX)));
    }
}
