package dev.lode.membership;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of following the atlas.
public final class MembershipKnobs {
    /// How often a follower asks.
    public static final Knob<Duration> PULL_EVERY =
            Knob.duration(
                    "atlas.pullEvery",
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1),
                    "A follower asks for what is new this often, in case a push was lost; the answer"
                            + " is one small frame where nothing is.");

    /// When a pull counts as lost.
    public static final Knob<Duration> PULL_TIMEOUT =
            Knob.duration(
                    "atlas.pullTimeout",
                    Duration.ofMillis(500),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1),
                    "An unanswered pull is repeated after this; until then further reasons to pull"
                            + " wait for its answer.");

    /// The least time between pulls that hunters can cause.
    public static final Knob<Duration> PULL_SOONEST =
            Knob.duration(
                    "atlas.pullSoonest",
                    Duration.ofMillis(20),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(10),
                    "A hunt that an edge does not know is asked for before it is refused, in one pull"
                            + " for all who wait and no sooner than this after the last: so hellos"
                            + " with made-up names cost the atlas at most 50 small frames a second"
                            + " from an edge.");

    /// Bytes of one part.
    public static final Knob<Long> PART_BYTES =
            Knob.size(
                    "atlas.partBytes",
                    16L << 10,
                    1L << 10,
                    1L << 20,
                    "The encoded atlas travels in frames of about this size, so that it never holds up"
                            + " the frames of hunters behind it for long.");

    /// The longest encoded atlas.
    public static final Knob<Long> BYTES_MAX =
            Knob.size(
                    "atlas.bytesMax",
                    64L << 20,
                    1L << 20,
                    1L << 30,
                    "A follower refuses an atlas that claims to be longer, before it takes memory for"
                            + " it.");

    /// Versions kept for deltas.
    public static final Knob<Long> VERSIONS_KEPT =
            Knob.count(
                    "atlas.versionsKept",
                    64,
                    1,
                    4096,
                    "Whoever is at most so many versions behind is sent the difference, others the"
                            + " whole; versions share what they have in common.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(PULL_EVERY, PULL_TIMEOUT, PULL_SOONEST, PART_BYTES, BYTES_MAX, VERSIONS_KEPT);

    private MembershipKnobs() {}
}
