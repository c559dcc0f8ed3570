package dev.lode.router;

/// A node as placement sees it.
///
/// @param id 0 to 65,535
/// @param weight its share beside the other nodes' weights; 0 drains it: it keeps nothing
/// @param domain its failure domain (zone, rack); nodes of one domain are thought to fail together.
///   Where failure domains are not known, give each node its own
public record NodeSpec(int id, int weight, int domain) {
    /// The greatest weight.
    public static final int WEIGHT_MAX = 1_000_000;

    /// Checks the ranges.
    public NodeSpec {
        if (id < 0 || id > PartitionEntry.NODE_MAX) {
            throw new IllegalArgumentException("a node's id is 0 to 65535, not " + id);
        }
        if (weight < 0 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "a weight is 0 to " + WEIGHT_MAX + ", not " + weight);
        }
    }

    /// A node of weight 1 in a failure domain of its own.
    ///
    /// @param id 0 to 65,535
    /// @return the node
    public static NodeSpec of(int id) {
        return new NodeSpec(id, 1, id);
    }
}
