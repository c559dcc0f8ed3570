package dev.lode.wire;

/// Body of READ: which cell a home wants from a holder.
public final class ReadFrame {
    /// Fingerprint of the room; u64.
    public static final long ROOM = 64;

    /// Site; u8.
    public static final long SITE = 72;

    /// Spot; u32.
    public static final long SPOT = 76;

    /// Length of the whole frame.
    public static final int BYTES = 80;

    private ReadFrame() {}
}
