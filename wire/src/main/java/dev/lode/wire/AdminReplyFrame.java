package dev.lode.wire;

/// Body of ADMIN_REPLY: UTF-8 JSON, and which version of the atlas it speaks of.
///
/// The text follows the fixed part.
public final class AdminReplyFrame {
    /// The atlas as it was when the command was answered: an edge that hands the answer on has seen
    /// this version or a newer one; 0 where the node has no atlas; u64.
    public static final long ATLAS_VERSION = 64;

    /// Length of the text in bytes; u32.
    public static final long TEXT_LENGTH = 72;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 80;

    private AdminReplyFrame() {}
}
