package dev.lode.wire;

/// Body of SUBSCRIBE and UNSUBSCRIBE: rooms of one hunt and group, and what the edge has of each.
///
/// Pairs of (room fingerprint u64, number of the last event had u64) follow the fixed part. A
/// SUBSCRIBE to a room that is subscribed already starts it anew from the number that it names;
/// each pair is answered by at least one EVENTS frame, with a count of 0 where nothing is newer.
public final class SubscribeFrame {
    /// The claim group; u32.
    public static final long GROUP = 64;

    /// How many pairs; u32.
    public static final long COUNT = 68;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 72;

    /// Length of one pair.
    public static final int PAIR_BYTES = 16;

    /// In place of a number: nothing older than now is wanted.
    public static final long NEWEST = -1;

    private SubscribeFrame() {}
}
