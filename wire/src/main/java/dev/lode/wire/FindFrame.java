package dev.lode.wire;

/// Body of FIND: the blob, and a ticket and pass where it hid a key, else filler of the same
/// length.
///
/// The plain JSON of the blob follows the fixed part, then the capsule.
public final class FindFrame {
    /// 1 where the cell hides a key, else 0; u8.
    public static final long FOUND = 64;

    /// Length of the capsule, 0 for none; u16.
    public static final long CAPSULE_LENGTH = 66;

    /// Time until the next dig may be tried; u32.
    public static final long COOLDOWN_MILLIS = 68;

    /// The ticket, or filler; 48 bytes.
    public static final long TICKET = 72;

    /// The pass, or filler; 32 bytes.
    public static final long PASS = 120;

    /// Key of the cell; u64.
    public static final long CELL = 152;

    /// Length of the JSON; u32.
    public static final long PLAIN_LENGTH = 160;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 168;

    private FindFrame() {}
}
