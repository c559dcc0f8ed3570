package dev.lode.game.graph;

/// A hunt graph whose bytes cannot be what a builder wrote.
public final class GraphDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Bytes from the first byte of the graph.
    private final long offset;

    /// Names the damage.
    ///
    /// @param offset of the damage from the graph's first byte
    /// @param what is wrong there
    public GraphDamaged(long offset, String what) {
        super(
                "hunt graph damaged at offset "
                        + offset
                        + ": "
                        + what
                        + "; fetch the pack again, or pack the hunt anew");
        this.offset = offset;
    }

    /// Where the damage is.
    ///
    /// @return bytes from the graph's first byte
    public long offset() {
        return offset;
    }
}
