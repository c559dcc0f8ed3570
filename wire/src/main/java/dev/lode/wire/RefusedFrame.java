package dev.lode.wire;

/// Body of REFUSED: when to come back.
public final class RefusedFrame {
    /// After how long a repeat makes sense, 0 for at once or never; u32.
    public static final long RETRY_MILLIS = 64;

    /// Length of the whole frame.
    public static final int BYTES = 72;

    private RefusedFrame() {}
}
