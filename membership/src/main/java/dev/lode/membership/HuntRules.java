package dev.lode.membership;

/// The rules of one hunt as the atlas carries them: fixed when it is created.
///
/// Units: milliseconds, counts, points; their ranges are checked where they are used.
///
/// @param cooldownMillis shortest time between two digs of a hunter
/// @param digsPerMinute digs that a minute gives back to the bucket
/// @param digBurst digs that a full bucket holds
/// @param ticketLifeMillis from a ticket's issue to its first receipt by an edge, at most
/// @param claimRetryMaxMillis how long ago an edge may say that it first received a claim
/// @param pointsPerKey points of a win
/// @param pointsPerDig points of a dig
public record HuntRules(
        long cooldownMillis,
        int digsPerMinute,
        int digBurst,
        long ticketLifeMillis,
        long claimRetryMaxMillis,
        long pointsPerKey,
        long pointsPerDig) {

    static final int BYTES = 48;

    void write(BytesOut out) {
        out.u64(cooldownMillis)
                .u32(digsPerMinute)
                .u32(digBurst)
                .u64(ticketLifeMillis)
                .u64(claimRetryMaxMillis)
                .u64(pointsPerKey)
                .u64(pointsPerDig);
    }

    static HuntRules read(BytesIn in) {
        return new HuntRules(in.u64(), in.u32(), in.u32(), in.u64(), in.u64(), in.u64(), in.u64());
    }
}
