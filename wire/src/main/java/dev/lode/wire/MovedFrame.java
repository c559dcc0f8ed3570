package dev.lode.wire;

/// Body of MOVED: the table entry that the answering node knows.
///
/// The partition is the header's.
public final class MovedFrame {
    /// Epoch of the entry; u32.
    public static final long EPOCH = 64;

    /// Node of the primary; u16.
    public static final long PRIMARY = 68;

    /// First replica, the primary for none; u16.
    public static final long REPLICA_1 = 70;

    /// Second replica, the primary for none; u16.
    public static final long REPLICA_2 = 72;

    /// Length of the whole frame.
    public static final int BYTES = 80;

    private MovedFrame() {}
}
