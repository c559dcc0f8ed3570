package dev.lode.wire;

/// Body of EVENTS: events of one room, in order and without gaps.
///
/// Records of varying length follow the fixed part; each has a fixed part of [#RECORD_BYTES] and
/// then the prize, and is filled up with zeroes to a multiple of 8. With a count of 0 it only tells
/// the head.
public final class EventsFrame {
    /// The claim group; u32.
    public static final long GROUP = 64;

    /// How many records; u32.
    public static final long COUNT = 68;

    /// Fingerprint of the room; u64.
    public static final long ROOM = 72;

    /// Number of the first record; the others follow it one by one; u64.
    public static final long FIRST = 80;

    /// Number of the newest event of the room; u64.
    public static final long HEAD = 88;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 96;

    /// In a record: who won; 16 bytes.
    public static final long RECORD_HUNTER = 0;

    /// In a record: key of the cell; u64.
    public static final long RECORD_CELL = 16;

    /// In a record: group time, milliseconds since 1970; u64.
    public static final long RECORD_MILLIS = 24;

    /// In a record: stock that is left; u32.
    public static final long RECORD_REMAINING = 32;

    /// In a record: points that it is worth; u32.
    public static final long RECORD_POINTS = 36;

    /// In a record: length of the prize in UTF-8 bytes; u16.
    public static final long RECORD_PRIZE_LENGTH = 40;

    /// Length of the fixed part of a record.
    public static final int RECORD_BYTES = 48;

    /// How long a record is.
    ///
    /// @param prizeLength of its prize in UTF-8 bytes
    /// @return bytes, a multiple of 8
    public static int recordBytes(int prizeLength) {
        return (RECORD_BYTES + prizeLength + 7) & ~7;
    }

    private EventsFrame() {}
}
