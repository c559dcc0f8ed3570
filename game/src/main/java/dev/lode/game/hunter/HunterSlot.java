package dev.lode.game.hunter;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The state of one hunter in one hunt: a descriptor of 128 bytes in any memory, which
/// [LastRequest] and [SlotVersion] complete.
///
/// Threads: a slot is owned by the loop that is the hunter's home. Memory: two cache lines; nothing
/// is allocated. Units: milliseconds since 1970 UTC of hunt time; the bucket in microseconds.
/// Format: docs/format/ticket.md, "Capsule", for a capsule is this slot under a MAC.
public final class HunterSlot {
    /// Bytes of a slot.
    public static final int BYTES = 128;

    /// Flag: the hunter has entered, so room and site mean something.
    public static final int ENTERED = 1;

    /// A time that never was.
    public static final long NEVER = Long.MIN_VALUE;

    // Where each field begins, those that the other two read and write among them.
    private static final long HUNTER = 0;
    private static final long ROOM = 16;
    private static final long VISITED = 24;
    private static final long COOLDOWN_START = 56;
    private static final long BUCKET = 64;
    static final long SESSION = 72;
    static final long SEQUENCE = 80;
    static final long LAST_ROOM = 88;
    private static final long SITE = 96;
    private static final long FLAGS = 97;
    static final long LAST_KIND = 98;
    static final long LAST_STATUS = 99;
    static final long LAST_PLACE = 100;
    static final long LAST_MILLIS = 104;
    static final long INCARNATION = 112;
    static final long EPOCH = 120;
    static final long COUNTER = 124;

    private HunterSlot() {}

    /// Makes the slot of a hunter who has done nothing yet.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param hunterHigh upper half of the hunter's id
    /// @param hunterLow lower half
    public static void init(MemorySegment slot, long offset, long hunterHigh, long hunterLow) {
        slot.asSlice(offset, BYTES).fill((byte) 0);
        slot.set(Layouts.I64_BIG, offset + HUNTER, hunterHigh);
        slot.set(Layouts.I64_BIG, offset + HUNTER + 8, hunterLow);
        slot.set(Layouts.I64, offset + COOLDOWN_START, NEVER);
        slot.set(Layouts.I64, offset + BUCKET, NEVER);
        slot.set(Layouts.I64, offset + LAST_MILLIS, NEVER);
    }

    /// The upper half of the hunter's id.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 64 bits
    public static long hunterHigh(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64_BIG, offset + HUNTER);
    }

    /// The lower half of the hunter's id.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 64 bits
    public static long hunterLow(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64_BIG, offset + HUNTER + 8);
    }

    /// The hunter's id, as an object; not for the hot path.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the id
    public static Id128 hunter(MemorySegment slot, long offset) {
        return Id128.read(slot, offset + HUNTER);
    }

    /// Fingerprint of the room the hunter is in; means nothing before the hunter entered.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the room's fingerprint
    public static long roomFp(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + ROOM);
    }

    /// Site the hunter is at.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 255
    public static int site(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + SITE) & 0xFF;
    }

    /// Flags of the slot.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return bits, see [#ENTERED]
    public static int flags(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + FLAGS) & 0xFF;
    }

    /// Whether the hunter has entered.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return true once room and site mean something
    public static boolean entered(MemorySegment slot, long offset) {
        return (flags(slot, offset) & ENTERED) != 0;
    }

    /// Whether the hunter stands at a site.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param roomFp the room
    /// @param site the site
    /// @return true where the hunter is there now
    public static boolean isAt(MemorySegment slot, long offset, long roomFp, int site) {
        return entered(slot, offset)
                && roomFp(slot, offset) == roomFp
                && site(slot, offset) == site;
    }

    /// Puts the hunter at a site; a new room begins with no other site visited.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param roomFp the room
    /// @param site 0 to 255
    public static void arrive(MemorySegment slot, long offset, long roomFp, int site) {
        if (!entered(slot, offset) || roomFp(slot, offset) != roomFp) {
            for (long word = 0; word < 32; word += 8) {
                slot.set(Layouts.I64, offset + VISITED + word, 0L);
            }
        }
        slot.set(Layouts.I64, offset + ROOM, roomFp);
        slot.set(Layouts.I8, offset + SITE, (byte) site);
        slot.set(Layouts.I8, offset + FLAGS, (byte) (flags(slot, offset) | ENTERED));
        long at = offset + VISITED + (site >>> 3);
        slot.set(Layouts.I8, at, (byte) (slot.get(Layouts.I8, at) | 1 << (site & 7)));
    }

    /// Whether the hunter has been at a site since coming into this room.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param site 0 to 255
    /// @return true where it was visited
    public static boolean visited(MemorySegment slot, long offset, int site) {
        return (slot.get(Layouts.I8, offset + VISITED + (site >>> 3)) >>> (site & 7) & 1) != 0;
    }

    /// Sites visited in this room.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 256
    public static int visitedCount(MemorySegment slot, long offset) {
        int count = 0;
        for (long word = 0; word < 32; word += 8) {
            count += Long.bitCount(slot.get(Layouts.I64, offset + VISITED + word));
        }
        return count;
    }

    /// When the cooldown began: the last charge.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return milliseconds, or [#NEVER]
    public static long cooldownStart(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + COOLDOWN_START);
    }

    static void cooldownStart(MemorySegment slot, long offset, long millis) {
        slot.set(Layouts.I64, offset + COOLDOWN_START, millis);
    }

    /// When the bucket will be full again.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return microseconds, or [#NEVER]
    public static long bucketFullMicros(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + BUCKET);
    }

    static void bucketFullMicros(MemorySegment slot, long offset, long micros) {
        slot.set(Layouts.I64, offset + BUCKET, micros);
    }
}
