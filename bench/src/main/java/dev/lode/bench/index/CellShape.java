package dev.lode.bench.index;

/// How the cells of a benchmark lie in partitions.
///
/// @param name how rows call it
/// @param chunks how many partitions have rooms, at most 65,536
/// @param cells how many in all, give or take one in a hundred
record CellShape(String name, int chunks, int cells) {
    /// How many partitions there are.
    static final int PARTITIONS = 1 << 16;

    /// A node that holds every partition.
    static final CellShape ONE_NODE = new CellShape("183 a chunk", PARTITIONS, 12_000_000);

    /// One node of forty, each partition on three of them.
    static final CellShape ONE_OF_FORTY = new CellShape("2,450 a chunk", 4_900, 12_000_000);

    /// A few partitions that have nearly everything.
    static final CellShape CROWDED = new CellShape("1 M a chunk", 12, 12_000_000);

    /// The same chunks, but fewer of them.
    ///
    /// @param divisor how many times fewer
    /// @return at least one chunk
    CellShape fewer(int divisor) {
        int left = Math.max(1, chunks / divisor);
        return new CellShape(name, left, (int) ((long) cells * left / chunks));
    }

    /// The partition of a chunk: chunks lie evenly over all partitions.
    ///
    /// @param chunk 0 to [#chunks] - 1
    /// @return 0 to 65,535
    int partition(int chunk) {
        return (int) ((long) chunk * PARTITIONS / chunks);
    }
}
