package dev.lode.wire;

/// Body of ENTER and MOVE: the site to go to, and a pass where a gate asks for one.
public final class StepFrame {
    /// Fingerprint of the room to go to; u64.
    public static final long ROOM = 64;

    /// Site in that room; u8.
    public static final long SITE = 72;

    /// 32 where a pass is shown, else 0; u8.
    public static final long PASS_LENGTH = 73;

    /// Number of the request in its session, rising; u64.
    public static final long SEQUENCE = 80;

    /// The pass, or zeroes; 32 bytes.
    public static final long PASS = 88;

    /// Length of the whole frame.
    public static final int BYTES = 120;

    private StepFrame() {}
}
