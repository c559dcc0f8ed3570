package dev.lode.router;

import dev.lode.base.knob.Knob;
import java.util.List;

/// The knobs of placement.
public final class RouterKnobs {
    /// How far the busiest node's load may lie above the mean.
    public static final Knob<Double> LOAD_PEAK_MAX =
            Knob.ratio(
                    "balance.loadPeakMax",
                    1.05,
                    1.0,
                    100.0,
                    "busiest node's load over the mean above which a plan exchanges partitions of equal"
                            + " rooms; below 1.05 noise alone would move them");

    /// How many exchanges for the load's sake one plan may hold.
    public static final Knob<Long> LOAD_SWAPS_MAX =
            Knob.count(
                    "balance.loadSwapsMax",
                    1024,
                    0,
                    65_536,
                    "bounds what a plan moves to even out load; the next plan goes on from there");

    /// Every knob of this module.
    public static final List<Knob<?>> ALL = List.of(LOAD_PEAK_MAX, LOAD_SWAPS_MAX);

    private RouterKnobs() {}
}
