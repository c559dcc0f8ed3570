package dev.lode.wire;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Body of FIND: the blob, and a ticket and pass where it hid a key, else filler of the same
/// length.
///
/// The blob's JSON follows the fixed part, or its LZ4 block for who takes that; then the capsule.
public final class FindFrame {
    /// 1 where the cell hides a key, else 0; u8.
    public static final long FOUND = 64;

    /// Length of the capsule, 0 for none; u16.
    public static final long CAPSULE_LENGTH = 66;

    /// Time until the next dig may be tried; u32.
    public static final long COOLDOWN_MILLIS = 68;

    /// The ticket, or filler; 48 bytes.
    public static final long TICKET = 72;

    /// The pass, or filler; 32 bytes.
    public static final long PASS = 120;

    /// Key of the cell; u64.
    public static final long CELL = 152;

    /// Length of the JSON; u32.
    public static final long PLAIN_LENGTH = 160;

    /// Length of the LZ4 block that stands for the JSON, 0 where the JSON itself follows; u32.
    public static final long STORED_LENGTH = 164;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 168;

    private FindFrame() {}

    /// Says what follows the fixed part.
    ///
    /// @param frame starts with the FIND
    /// @param plainBytes length of the JSON
    /// @param storedBytes length of the block that stands for it, 0 for none
    public static void blob(MemorySegment frame, int plainBytes, int storedBytes) {
        frame.set(Layouts.I32, PLAIN_LENGTH, plainBytes);
        frame.set(Layouts.I32, STORED_LENGTH, storedBytes);
    }

    /// Whether the block follows, not the JSON.
    ///
    /// @param frame starts with the FIND
    /// @return true where it is the block
    public static boolean isStored(MemorySegment frame) {
        return frame.get(Layouts.I32, STORED_LENGTH) != 0;
    }

    /// How many bytes of the blob follow the fixed part.
    ///
    /// @param frame starts with the FIND
    /// @return length of the block, or of the JSON where there is none
    public static int blobBytes(MemorySegment frame) {
        int stored = frame.get(Layouts.I32, STORED_LENGTH);
        return stored == 0 ? frame.get(Layouts.I32, PLAIN_LENGTH) : stored;
    }
}
