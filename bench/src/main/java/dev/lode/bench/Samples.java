package dev.lode.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// What one thing measured, round by round.
///
/// @param rounds one value a round; at least one
public record Samples(List<Double> rounds) {
    private static final double TAIL = 0.025;

    /// Copies the list.
    public Samples {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /// A figure that is counted, not timed: every round would give the same.
    ///
    /// @param value the figure
    /// @return one round
    public static Samples exact(double value) {
        return new Samples(List.of(value));
    }

    /// The middle of all rounds.
    ///
    /// @return the median
    public double median() {
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// How far the rounds lie apart: (largest - smallest) / median; 0 where the median is 0.
    ///
    /// @return a fraction
    public double spread() {
        double[] all = rounds.stream().mapToDouble(Double::doubleValue).toArray();
        double range =
                Arrays.stream(all).max().orElseThrow() - Arrays.stream(all).min().orElseThrow();
        return median() == 0 ? 0 : range / median();
    }

    /// Between which of the rounds the true median lies, with at least 95 % confidence (the sign
    /// test's interval): all of them where there are five or fewer.
    ///
    /// @return bounds, both among the rounds
    public Interval interval() {
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        double probability = Math.pow(0.5, n); // that so few rounds lie below the true median
        double below = probability;
        int left = 0;
        while (below <= TAIL) {
            left++;
            probability *= (double) (n - left + 1) / left;
            below += probability;
        }
        int at = Math.max(0, left - 1);
        return new Interval(sorted[at], sorted[n - 1 - at]);
    }

    /// A least and a most.
    ///
    /// @param least the lower bound
    /// @param most the upper bound
    public record Interval(double least, double most) {
        /// Whether all of it lies between two values.
        ///
        /// @param from the lower one
        /// @param to the upper one
        /// @return whether it does
        public boolean within(double from, double to) {
            return least >= from && most <= to;
        }
    }

    /// The quotients of two things measured in the same rounds.
    ///
    /// @param divisor as many rounds as this
    /// @return this over `divisor`, round by round
    public Samples over(Samples divisor) {
        return with(divisor, (mine, other) -> mine / other);
    }

    /// The same in another unit.
    ///
    /// @param factor between the units
    /// @return this times `factor`, round by round
    public Samples times(double factor) {
        return new Samples(rounds.stream().map(round -> round * factor).toList());
    }

    /// The same to two places, for what is counted and where less is the harness's.
    ///
    /// @return rounded, round by round
    public Samples toHundredths() {
        return new Samples(rounds.stream().map(round -> Math.rint(round * 100) / 100).toList());
    }

    /// What is left of a whole, round by round; below 0 where noise is larger than that.
    ///
    /// @param part as many rounds as this
    /// @return this less `part`
    public Samples minus(Samples part) {
        return with(part, (mine, other) -> mine - other);
    }

    private Samples with(Samples other, DoubleBinaryOperator operator) {
        if (other.rounds.size() != rounds.size()) {
            throw new IllegalArgumentException(
                    rounds.size() + " rounds beside " + other.rounds.size());
        }
        Double[] results = new Double[rounds.size()];
        Arrays.setAll(results, i -> operator.applyAsDouble(rounds.get(i), other.rounds.get(i)));
        return new Samples(List.of(results));
    }
}
