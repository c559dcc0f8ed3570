package dev.lode.consensus;

import dev.lode.base.knob.Knob;
import java.util.List;

/// The knobs of consensus groups.
public final class ConsensusKnobs {
    /// Proposals that may wait in one group.
    public static final Knob<Long> QUEUE_COUNT =
            Knob.count(
                    "consensus.queueCount",
                    65_536,
                    16,
                    1L << 20,
                    "Proposals of one group that may wait for the log; further ones are refused, so"
                            + " that an outage of the disk cannot fill the heap.");

    /// Proposals that go out in one append.
    public static final Knob<Long> BATCH_COUNT =
            Knob.count(
                    "consensus.batchCount",
                    1024,
                    1,
                    1L << 16,
                    "Proposals of one group that are made durable with one append at most; more only"
                            + " makes the first of them wait longer.");

    /// Log behind a snapshot that calls for the next.
    public static final Knob<Long> SNAPSHOT_EVERY_BYTES =
            Knob.size(
                    "consensus.snapshotEveryBytes",
                    64L << 20,
                    64L << 10,
                    1L << 40,
                    "A group takes a snapshot when so much log has gathered behind the last: it bounds"
                            + " the replay at a start and the segments that the group holds.");

    /// All of them.
    public static final List<Knob<?>> ALL = List.of(QUEUE_COUNT, BATCH_COUNT, SNAPSHOT_EVERY_BYTES);

    private ConsensusKnobs() {}
}
