package dev.lode.storage.extent;

/// A look-up in a partition whose head is damaged: refused, while the other partitions go on.
public final class DamagedChunk extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The partition that is refused.
    private final int partition;

    /// Makes one.
    ///
    /// @param partition whose content cannot be trusted
    /// @param message file, place and remedy
    public DamagedChunk(int partition, String message) {
        super(message);
        this.partition = partition;
    }

    /// The partition that is refused.
    ///
    /// @return 0 to 65,535
    public int partition() {
        return partition;
    }
}
