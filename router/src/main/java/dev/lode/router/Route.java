package dev.lode.router;

/// Where one request goes, in a `long`: epoch 32 bits, partition 16, primary 16, from the top down.
///
/// [PartitionTable#route] gives it with one look-up and no allocation; a request carries its
/// partition and epoch.
public final class Route {
    private Route() {}

    /// The node to ask.
    ///
    /// @param route from a table
    /// @return its id, 0 to 65,535
    public static int primary(long route) {
        return (int) route & 0xFFFF;
    }

    /// The partition.
    ///
    /// @param route from a table
    /// @return 0 to 65,535
    public static int partition(long route) {
        return (int) route >>> 16;
    }

    /// The epoch in which that node was seen as primary.
    ///
    /// @param route from a table
    /// @return 0 or more
    public static int epoch(long route) {
        return (int) (route >>> 32);
    }

    static long of(int partition, int primary, int epoch) {
        return ((long) epoch << 32) | ((long) partition << 16) | primary;
    }
}
