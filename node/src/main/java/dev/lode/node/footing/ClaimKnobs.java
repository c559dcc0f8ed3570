package dev.lode.node.footing;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of claim groups and of the events that their wins become.
public final class ClaimKnobs {
    /// Claim groups of a cluster that is made new.
    public static final Knob<Long> GROUPS =
            Knob.count(
                    "claim.groups",
                    2,
                    1,
                    1024,
                    "Claim groups of a node when its data folder is made; each has a thread and a Raft"
                            + " log. Fixed afterwards.");

    /// Claims in one log entry.
    public static final Knob<Long> BATCH_MAX =
            Knob.count(
                    "claim.batchMax",
                    256,
                    1,
                    4_096,
                    "Claims that a proposer puts into one log entry; it never waits for more than are"
                            + " there.");

    /// Batches on their way through the log.
    public static final Knob<Long> BATCHES_IN_FLIGHT =
            Knob.count(
                    "claim.batchesInFlight",
                    8,
                    1,
                    1_024,
                    "Log entries of one group that may be on their way at once; beyond it claims stay"
                            + " in the inbox.");

    /// Memory for recent events.
    public static final Knob<Long> EVENT_RING_BYTES =
            Knob.size(
                    "event.ringBytes",
                    8L << 20,
                    64L << 10,
                    1L << 34,
                    "Encoded events that a group keeps; older ones are made again from the ledger.");

    /// How often events are sent.
    public static final Knob<Duration> EVENT_TICK =
            Knob.duration(
                    "event.tick",
                    Duration.ofMillis(5),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    "How long events may gather before they are sent, so that a busy room costs one"
                            + " frame a tick; also how soon a refused frame is tried again.");

    /// Longest frame of events.
    public static final Knob<Long> EVENT_FRAME_BYTES =
            Knob.size(
                    "event.frameBytes",
                    16L << 10,
                    1L << 10,
                    1L << 20,
                    "Longest frame of events; more follow in the next one.");

    /// Subscriptions of one link.
    public static final Knob<Long> SUBSCRIPTIONS_MAX =
            Knob.count(
                    "event.subscriptionsMax",
                    200_000,
                    16,
                    16_000_000,
                    "Rooms that one link may hear of in one group; beyond it SUBSCRIBE hears BUSY.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    GROUPS,
                    BATCH_MAX,
                    BATCHES_IN_FLIGHT,
                    EVENT_RING_BYTES,
                    EVENT_TICK,
                    EVENT_FRAME_BYTES,
                    SUBSCRIPTIONS_MAX);

    private ClaimKnobs() {}
}
