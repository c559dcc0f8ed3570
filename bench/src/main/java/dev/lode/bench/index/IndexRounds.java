package dev.lode.bench.index;

import java.util.Set;

/// How much is asked.
///
/// @param rounds of look-ups and scans
/// @param builds of Lode and LMDB, behind one that warms up
/// @param merges beside a reader, behind one that warms up
/// @param fewer how many times fewer cells than a whole node has
record IndexRounds(int rounds, int builds, int merges, int fewer) {
    private static final int GETS = 1_000_000;
    private static final int GETS_SLOW = 300_000;

    private static final Set<String> FAST =
            Set.of(
                    Peer.LODE.title(),
                    ShapeBench.MAPPED,
                    ShapeBench.VECTORS,
                    ShapeBench.C_PROGRAM,
                    ShapeBench.CHASE);

    static IndexRounds full() {
        return new IndexRounds(7, 3, 5, 1);
    }

    static IndexRounds quick() {
        return new IndexRounds(3, 2, 2, 8);
    }

    /// How many look-ups one answer times: a third of a second and more.
    ///
    /// @param title of the process
    /// @return look-ups
    int gets(String title) {
        return FAST.contains(title) ? GETS : GETS_SLOW;
    }
}
