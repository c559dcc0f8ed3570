package dev.lode.wire;

/// Body of ATLAS_PULL and ATLAS: the version had, or one part of the encoded atlas.
///
/// The bytes of the part follow the fixed part; ATLAS_PULL has none.
public final class AtlasFrame {
    /// Version had by who asks, or of what is sent; u64.
    public static final long VERSION = 64;

    /// Number of this part, from 0; u32.
    public static final long PART = 72;

    /// How many parts; u32.
    public static final long PARTS = 76;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 80;

    private AtlasFrame() {}
}
