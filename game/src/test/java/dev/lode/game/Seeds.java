package dev.lode.game;

import java.util.SplittableRandom;

/// Randomness of a test: a new seed each run, printed, set again by -Dlode.seed=N.
public final class Seeds {
    private Seeds() {}

    public static SplittableRandom of(String test) {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println(test + ": -Dlode.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
