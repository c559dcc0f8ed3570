package dev.lode.wire;

/// Body of HELLO: a hunter's token, or the proof of an earlier session.
///
/// The header's flags are [#WITH_TOKEN] or [#WITH_PROOF]. The token follows the fixed part, then
/// the capsule.
public final class HelloFrame {
    /// End of the session that is resumed, milliseconds since 1970, 0 with a token; u64.
    public static final long EXPIRES = 64;

    /// MAC of the home that gave the session, zero with a token; 16 bytes.
    public static final long PROOF = 72;

    /// Length of the token; u16.
    public static final long TOKEN_LENGTH = 88;

    /// Length of the capsule, 0 where the edge has none; u16.
    public static final long CAPSULE_LENGTH = 90;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 96;

    /// Flag: the body carries a token.
    public static final byte WITH_TOKEN = 0;

    /// Flag: the body carries the proof of an earlier session.
    public static final byte WITH_PROOF = 1;

    private HelloFrame() {}
}
