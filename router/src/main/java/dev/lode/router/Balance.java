package dev.lode.router;

/// How evenly something countable (rooms, partitions, queries, bytes, leaders) lies on weighted
/// nodes.
///
/// With c_i of C on a node whose weight is w_i of W: excess = max(c_i - ceil(w_i C / W)); the other
/// figures are of the ratios c_i / (w_i C / W), which are all 1 where the spread is perfect.
///
/// @param total C
/// @param excess what the worst node has above its share rounded up; 0 is the best that whole
///   things allow
/// @param peakOverMean the largest ratio; 1 where there is nothing to spread
/// @param cv coefficient of variation: standard deviation of the ratios over their mean
public record Balance(long total, long excess, double peakOverMean, double cv) {
    /// Measures a spread.
    ///
    /// @param counts c_i, one a node
    /// @param weights w_i in the same order; a node of weight 0 should have nothing and counts in
    ///   `excess` only
    /// @return the figures
    public static Balance of(long[] counts, int[] weights) {
        if (counts.length != weights.length) {
            throw new IllegalArgumentException(
                    counts.length + " counts for " + weights.length + " weights");
        }
        long total = 0;
        long weightTotal = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            weightTotal += weights[i];
        }
        if (total == 0 || weightTotal == 0) {
            return new Balance(total, total, 1, 0);
        }
        long excess = Long.MIN_VALUE;
        double peak = 0;
        double sum = 0;
        double squares = 0;
        int nodes = 0;
        for (int i = 0; i < counts.length; i++) {
            excess = Math.max(excess, counts[i] - share(weights[i], total, weightTotal));
            if (weights[i] > 0) {
                double ratio = (double) counts[i] * weightTotal / ((double) weights[i] * total);
                peak = Math.max(peak, ratio);
                sum += ratio;
                squares += ratio * ratio;
                nodes++;
            }
        }
        double mean = sum / nodes;
        double variance = Math.max(0, squares / nodes - mean * mean);
        return new Balance(total, excess, peak, Math.sqrt(variance) / mean);
    }

    /// The square of the coefficient of variation: the "0.0004 %" of older reports.
    ///
    /// @return cv * cv
    public double cvSquared() {
        return cv * cv;
    }

    /// ceil(weight * total / weightTotal).
    static long share(long weight, long total, long weightTotal) {
        return Math.ceilDiv(Math.multiplyExact(weight, total), weightTotal);
    }
}
