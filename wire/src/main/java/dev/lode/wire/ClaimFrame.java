package dev.lode.wire;

/// Body of CLAIM: a ticket, presented.
public final class ClaimFrame {
    /// The claim group; u32.
    public static final long GROUP = 64;

    /// When an edge first received it, milliseconds since 1970; u64.
    public static final long RECEIPT = 72;

    /// The identity that makes a repeat harmless; 16 bytes.
    public static final long CLAIM_ID = 80;

    /// As the dig gave it; 48 bytes.
    public static final long TICKET = 96;

    /// Length of the whole frame.
    public static final int BYTES = 144;

    private ClaimFrame() {}
}
