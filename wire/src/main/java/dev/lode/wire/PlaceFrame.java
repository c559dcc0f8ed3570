package dev.lode.wire;

/// Body of PLACE: where a hunter stands now.
///
/// The room's name follows the fixed part, then the capsule.
public final class PlaceFrame {
    /// Fingerprint of the room, 0 where the hunter has entered none; u64.
    public static final long ROOM = 64;

    /// Site in the room; u8.
    public static final long SITE = 72;

    /// 1 where the hunter is in a room, else 0; u8.
    public static final long ENTERED = 73;

    /// Length of the room name in UTF-8 bytes; u16.
    public static final long NAME_LENGTH = 74;

    /// Time until the next dig may be tried; u32.
    public static final long COOLDOWN_MILLIS = 76;

    /// Bit s of byte s / 8: site s of this room was visited; 32 bytes.
    public static final long VISITED = 80;

    /// End of the session, milliseconds since 1970; u64.
    public static final long EXPIRES = 112;

    /// With it and EXPIRES the session can be resumed; 16 bytes; zero except after HELLO.
    public static final long PROOF = 120;

    /// Length of the capsule, 0 for none; u16.
    public static final long CAPSULE_LENGTH = 136;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 144;

    private PlaceFrame() {}
}
