package dev.lode.wire;

/// Body of DIG: which cell.
///
/// The header's flags are 0 or `TAKES_STORED`.
public final class DigFrame {
    /// Flag of the header: who asked takes the document as it is stored.
    public static final byte TAKES_STORED = 1;

    /// Fingerprint of the room; u64.
    public static final long ROOM = 64;

    /// Site; u8.
    public static final long SITE = 72;

    /// Spot; u32.
    public static final long SPOT = 76;

    /// Number of the request in its session, rising; u64.
    public static final long SEQUENCE = 80;

    /// Length of the whole frame.
    public static final int BYTES = 88;

    private DigFrame() {}
}
