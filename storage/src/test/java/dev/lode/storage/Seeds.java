package dev.lode.storage;

import java.util.SplittableRandom;

/// Seeds of random tests: printed, and set again with `-Dlode.seed=N`.
public final class Seeds {
    private Seeds() {}

    /// Begins a random sequence.
    ///
    /// @param test who asks
    /// @param fallback the seed where none is set
    /// @return the sequence
    public static SplittableRandom random(String test, long fallback) {
        long seed = Long.getLong("lode.seed", fallback);
        System.out.println(test + ": -Dlode.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
