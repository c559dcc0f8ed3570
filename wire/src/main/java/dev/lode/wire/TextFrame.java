package dev.lode.wire;

/// Body of ADMIN and VIEW: UTF-8 JSON.
///
/// The text follows the fixed part.
public final class TextFrame {
    /// Length of the text in bytes; u32.
    public static final long TEXT_LENGTH = 64;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 72;

    private TextFrame() {}
}
