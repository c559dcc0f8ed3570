package dev.lode.router;

import java.util.SplittableRandom;

/// The seed of random tests: printed, and set with `-Dlode.seed=N`.
final class Seeds {
    private static final long SEED = Long.getLong("lode.seed", 20_260_101L);

    private Seeds() {}

    static SplittableRandom random() {
        System.err.println("random test: run again with -Dlode.seed=" + SEED);
        return new SplittableRandom(SEED);
    }
}
