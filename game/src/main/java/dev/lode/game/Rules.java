package dev.lode.game;

import dev.lode.base.knob.Settings;

/// The rules of one hunt: fixed when it is created, the same on every node.
///
/// Units: milliseconds, counts, points. 0 is just 0: a cooldown of 0 is no cooldown.
///
/// @param cooldownMillis shortest time between two digs of a hunter
/// @param digsPerMinute digs of a hunter that a minute gives back to the bucket, at least 1
/// @param digBurst digs that a full bucket holds, at least 1
/// @param ticketLifeMillis from a ticket's issue to its first receipt by an edge, at most
/// @param claimRetryMaxMillis how long ago an edge may say that it first received a claim
/// @param pointsPerKey points of a win
/// @param pointsPerDig always 0: points come from the ledger, and a dig leaves no record in it
public record Rules(
        long cooldownMillis,
        int digsPerMinute,
        int digBurst,
        long ticketLifeMillis,
        long claimRetryMaxMillis,
        long pointsPerKey,
        long pointsPerDig) {

    /// The most that a rule in milliseconds may say: ten years.
    public static final long MILLIS_MAX = 3_652L * 24 * 60 * 60 * 1000;

    /// The most digs that a bucket may hold or a minute give back.
    public static final int DIGS_MAX = 60_000;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the rule and its range
    public Rules {
        within("cooldown", cooldownMillis, 0, MILLIS_MAX, "ms");
        within("digs_per_minute", digsPerMinute, 1, DIGS_MAX, "digs");
        within("dig_burst", digBurst, 1, DIGS_MAX, "digs");
        within("ticket_life", ticketLifeMillis, 1, MILLIS_MAX, "ms");
        within("claim.retryMax", claimRetryMaxMillis, 0, MILLIS_MAX, "ms");
        within("points_per_key", pointsPerKey, 0, 1_000_000_000L, "points");
        if (pointsPerDig != 0) {
            throw new IllegalArgumentException(
                    "points_per_dig is 0, not "
                            + pointsPerDig
                            + ": points come from the ledger, which records wins alone");
        }
    }

    /// What holds where a hunt says nothing.
    ///
    /// @param settings the node's
    /// @return the rules
    public static Rules defaults(Settings settings) {
        return new Rules(
                settings.get(GameKnobs.COOLDOWN).toMillis(),
                Math.toIntExact(settings.get(GameKnobs.DIGS_PER_MINUTE)),
                Math.toIntExact(settings.get(GameKnobs.DIG_BURST)),
                settings.get(GameKnobs.TICKET_LIFE).toMillis(),
                settings.get(GameKnobs.CLAIM_RETRY_MAX).toMillis(),
                settings.get(GameKnobs.POINTS_PER_KEY),
                0);
    }

    private static void within(String rule, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    rule + " is " + least + " to " + most + " " + unit + ", not " + value);
        }
    }
}
