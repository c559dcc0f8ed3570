package dev.lode.wire;

/// Body of VERDICT: what became of a claim.
///
/// The prize follows the fixed part, then the key, both UTF-8; both empty unless it was won.
public final class VerdictFrame {
    /// The code of a [ClaimResult]; u8.
    public static final long RESULT = 64;

    /// Stock that is left; u32.
    public static final long REMAINING = 68;

    /// Fingerprint of the room; u64.
    public static final long ROOM = 72;

    /// Number of the event in its room, 0 for none; u64.
    public static final long NUMBER = 80;

    /// Log index of the win, 0 for none; u64.
    public static final long INDEX = 88;

    /// Place within that log entry; u32.
    public static final long ORDINAL = 96;

    /// Length of the prize; u16.
    public static final long PRIZE_LENGTH = 100;

    /// Length of the key; u16.
    public static final long KEY_LENGTH = 102;

    /// Group time of the decision; u64.
    public static final long GROUP_MILLIS = 104;

    /// Points that the win is worth; u32.
    public static final long POINTS = 112;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 120;

    private VerdictFrame() {}
}
