package dev.lode.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/// One row of a run: what was measured, of Lode and of a peer, and whether that is good enough.
///
/// Made by the factories only, so that `ratio` and `met` follow from what was measured.
///
/// @param what in words
/// @param unit of `lode` and `peer`
/// @param lode the median of the rounds
/// @param peer the peer's median in the same rounds, or null
/// @param peerName who that is, or null
/// @param ratio above 1 where Lode is better, whatever the unit: the median of the rounds' ratios;
///   null where there is no peer
/// @param spread (largest - smallest) / median of the rounds' ratios, or of Lode's rounds where
///   there is no peer
/// @param goal the ratio to reach, or the bound of `lode` where there is no peer; null where there
///   is none
/// @param met whether it was reached in this run; null where there is no goal, or where the run
///   cannot tell
@JsonPropertyOrder({"what", "unit", "lode", "peer", "peer_name", "ratio", "spread", "goal", "met"})
public record BenchRow(
        String what,
        String unit,
        double lode,
        @Nullable Double peer,
        @JsonProperty("peer_name") @Nullable String peerName,
        @Nullable Double ratio,
        double spread,
        @Nullable Double goal,
        @Nullable Boolean met) {

    /// Which way a figure gets better.
    public enum Better {
        /// Times, bytes, errors.
        LOWER,
        /// Rates.
        HIGHER
    }

    /// A figure of Lode alone that must keep a bound.
    ///
    /// @param what in words
    /// @param unit of the figure
    /// @param better which way; with LOWER the bound is the most, with HIGHER the least
    /// @param lode measured
    /// @param bound in `unit`
    /// @return the row
    public static BenchRow bounded(
            String what, String unit, Better better, Samples lode, double bound) {
        double value = lode.median();
        boolean met =
                switch (better) {
                    case LOWER -> value <= bound;
                    case HIGHER -> value >= bound;
                };
        return new BenchRow(what, unit, value, null, null, null, lode.spread(), bound, met);
    }

    /// A figure beside a peer's that must reach a ratio.
    ///
    /// @param what in words
    /// @param unit of both figures
    /// @param better which way
    /// @param lode measured
    /// @param peerName who the peer is, with its version where it has one
    /// @param peer measured in the same rounds
    /// @param goal the least ratio, where above 1 means that Lode is better
    /// @return the row
    public static BenchRow beside(
            String what,
            String unit,
            Better better,
            Samples lode,
            String peerName,
            Samples peer,
            double goal) {
        return beside(what, unit, better, lode, peerName, peer, Double.valueOf(goal));
    }

    /// A figure beside a peer's that is shown without a goal.
    ///
    /// @param what in words
    /// @param unit of both figures
    /// @param better which way
    /// @param lode measured
    /// @param peerName who the peer is, with its version where it has one
    /// @param peer measured in the same rounds
    /// @return the row
    public static BenchRow shownBeside(
            String what, String unit, Better better, Samples lode, String peerName, Samples peer) {
        return beside(what, unit, better, lode, peerName, peer, (Double) null);
    }

    /// A figure beside a peer's that must reach a ratio, held against what two of the same differ
    /// by. It is met where the ratio's interval lies at or above the goal, missed where it lies
    /// below all that the control explains; between the two the median decides where the control
    /// keeps within the goal's own tolerance, and the run cannot tell where it does not.
    ///
    /// @param what in words; the interval of the ratio is added to them
    /// @param unit of both figures
    /// @param better which way
    /// @param lode measured
    /// @param peerName who the peer is
    /// @param peer measured in the same rounds
    /// @param goal the least ratio, below 1
    /// @param control another peer of the same kind, measured in the same rounds
    /// @return the row
    public static BenchRow judged(
            String what,
            String unit,
            Better better,
            Samples lode,
            String peerName,
            Samples peer,
            double goal,
            Samples control) {
        Samples.Interval own = ratio(better, lode, peer).interval();
        Samples.Interval same = ratio(better, control, peer).interval();
        String words = "%s (%.2f to %.2fx)".formatted(what, own.least(), own.most());
        BenchRow row = beside(words, unit, better, lode, peerName, peer, Double.valueOf(goal));
        Boolean met = row.met();
        if (own.least() >= goal) {
            met = true;
        } else if (own.most() < goal * Math.min(1, same.least())) {
            met = false;
        } else if (!same.within(goal, 1 / goal)) {
            met = null;
        }
        return new BenchRow(
                words,
                unit,
                row.lode(),
                row.peer(),
                peerName,
                row.ratio(),
                row.spread(),
                row.goal(),
                met);
    }

    private static Samples ratio(Better better, Samples lode, Samples peer) {
        return switch (better) {
            case LOWER -> peer.over(lode);
            case HIGHER -> lode.over(peer);
        };
    }

    private static BenchRow beside(
            String what,
            String unit,
            Better better,
            Samples lode,
            String peerName,
            Samples peer,
            @Nullable Double goal) {
        Samples ratio = ratio(better, lode, peer);
        return new BenchRow(
                what,
                unit,
                lode.median(),
                peer.median(),
                peerName,
                ratio.median(),
                ratio.spread(),
                goal,
                goal == null ? null : ratio.median() >= goal);
    }

    /// A figure of Lode that is shown without a goal.
    ///
    /// @param what in words
    /// @param unit of the figure
    /// @param lode measured
    /// @return the row
    public static BenchRow shown(String what, String unit, Samples lode) {
        return new BenchRow(what, unit, lode.median(), null, null, null, lode.spread(), null, null);
    }
}
