package dev.lode.game;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// What an operator may set about the rules of hunts that say nothing themselves.
public final class GameKnobs {
    /// Time between two digs.
    public static final Knob<Duration> COOLDOWN =
            Knob.duration(
                    "dig.cooldown",
                    Duration.ofMillis(200),
                    Duration.ZERO,
                    Duration.ofMillis(Rules.MILLIS_MAX),
                    "Shortest time between two digs of a hunter where hunt.yaml says nothing; 200 ms is"
                            + " faster than a person and slower than a script would like.");

    /// Digs that a minute gives back.
    public static final Knob<Long> DIGS_PER_MINUTE =
            Knob.count(
                    "dig.perMinute",
                    240,
                    1,
                    Rules.DIGS_MAX,
                    "Digs that a minute gives back to a hunter's bucket where hunt.yaml says nothing.");

    /// Digs in a full bucket.
    public static final Knob<Long> DIG_BURST =
            Knob.count(
                    "dig.burst",
                    20,
                    1,
                    Rules.DIGS_MAX,
                    "Digs that a hunter's full bucket holds where hunt.yaml says nothing.");

    /// Life of a ticket.
    public static final Knob<Duration> TICKET_LIFE =
            Knob.duration(
                    "claim.ticketLife",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(1),
                    Duration.ofMillis(Rules.MILLIS_MAX),
                    "From a ticket's issue to its first receipt by an edge where hunt.yaml says nothing;"
                            + " 30 s is enough for a person, too short for trade.");

    /// How far back a receipt counts.
    public static final Knob<Duration> CLAIM_RETRY_MAX =
            Knob.duration(
                    "claim.retryMax",
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    Duration.ofMillis(Rules.MILLIS_MAX),
                    "How long ago an edge may have received a claim that it still retries; taken into a"
                            + " hunt's rules when it is created; longer than an outage, so that none costs a"
                            + " find.");

    /// Points of a win.
    public static final Knob<Long> POINTS_PER_KEY =
            Knob.count(
                    "score.pointsPerKey",
                    100,
                    0,
                    1_000_000_000L,
                    "Points that a won key gives where hunt.yaml says nothing.");

    /// Findings shown of one sort.
    public static final Knob<Long> FINDINGS_MAX =
            Knob.count(
                    "lint.findingsMax",
                    100,
                    1,
                    1_000_000,
                    "Findings of one sort that lint shows; the rest is counted, for one mistake in a"
                            + " generator can make millions.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    COOLDOWN,
                    DIGS_PER_MINUTE,
                    DIG_BURST,
                    TICKET_LIFE,
                    CLAIM_RETRY_MAX,
                    POINTS_PER_KEY,
                    FINDINGS_MAX);

    private GameKnobs() {}
}
