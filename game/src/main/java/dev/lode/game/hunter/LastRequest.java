package dev.lode.game.hunter;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The last request of a hunter, by which a repeat is told from a new one: a part of a
/// [HunterSlot].
///
/// Threads: whoever owns the slot. Memory: the slot's; nothing is allocated. Units: milliseconds
/// since 1970 UTC of hunt time.
public final class LastRequest {
    /// Kind of a last request: none yet.
    public static final int NO_REQUEST = 0;

    private LastRequest() {}

    /// Remembers a request as the last one, so that its repeat is answered without a charge.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param session that sent it
    /// @param sequence of it within the session
    /// @param kind 1 to 255, the caller's code
    /// @param roomFp the room it names
    /// @param site the site it names, 0 to 255
    /// @param spot the spot it names, 0 to 1,048,575
    /// @param millis when it was decided
    /// @param status 0 to 255, the caller's code
    public static void remember(
            MemorySegment slot,
            long offset,
            long session,
            long sequence,
            int kind,
            long roomFp,
            int site,
            int spot,
            long millis,
            int status) {
        slot.set(Layouts.I64, offset + HunterSlot.SESSION, session);
        slot.set(Layouts.I64, offset + HunterSlot.SEQUENCE, sequence);
        slot.set(Layouts.I8, offset + HunterSlot.LAST_KIND, (byte) kind);
        slot.set(Layouts.I8, offset + HunterSlot.LAST_STATUS, (byte) status);
        slot.set(Layouts.I64, offset + HunterSlot.LAST_ROOM, roomFp);
        slot.set(Layouts.I32, offset + HunterSlot.LAST_PLACE, place(site, spot));
        slot.set(Layouts.I64, offset + HunterSlot.LAST_MILLIS, millis);
    }

    /// Changes the status of the last request, where it was decided later than it was charged.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param status 0 to 255, the caller's code
    public static void status(MemorySegment slot, long offset, int status) {
        slot.set(Layouts.I8, offset + HunterSlot.LAST_STATUS, (byte) status);
    }

    /// Session of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the session
    public static long session(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + HunterSlot.SESSION);
    }

    /// Sequence of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the sequence, unsigned
    public static long sequence(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + HunterSlot.SEQUENCE);
    }

    /// Kind of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 1 to 255, or [#NO_REQUEST]
    public static int kind(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + HunterSlot.LAST_KIND) & 0xFF;
    }

    /// Status of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 255, the caller's code
    public static int status(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + HunterSlot.LAST_STATUS) & 0xFF;
    }

    /// Room that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return its fingerprint
    public static long roomFp(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + HunterSlot.LAST_ROOM);
    }

    /// Site that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 255
    public static int site(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + HunterSlot.LAST_PLACE) >>> 20 & 0xFF;
    }

    /// Spot that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 1,048,575
    public static int spot(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + HunterSlot.LAST_PLACE) & 0xFFFFF;
    }

    /// When the last request was decided: a repeated find gets a ticket of this time, byte for byte
    /// the first one.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return milliseconds, or [HunterSlot#NEVER]
    public static long millis(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + HunterSlot.LAST_MILLIS);
    }

    /// How a request stands to the last one that was remembered.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param session that sent it
    /// @param sequence of it within the session, unsigned
    /// @param kind the caller's code
    /// @param roomFp the room it names
    /// @param site the site it names
    /// @param spot the spot it names
    /// @return new, the same again, old, or another under the same number
    public static Turn turn(
            MemorySegment slot,
            long offset,
            long session,
            long sequence,
            int kind,
            long roomFp,
            int site,
            int spot) {
        if (kind(slot, offset) == NO_REQUEST || session(slot, offset) != session) {
            return Turn.NEW;
        }
        int order = Long.compareUnsigned(sequence, sequence(slot, offset));
        if (order != 0) {
            return order > 0 ? Turn.NEW : Turn.STALE;
        }
        boolean same =
                kind(slot, offset) == kind
                        && roomFp(slot, offset) == roomFp
                        && slot.get(Layouts.I32, offset + HunterSlot.LAST_PLACE)
                                == place(site, spot);
        return same ? Turn.REPEAT : Turn.CHANGED;
    }

    private static int place(int site, int spot) {
        assert (site & 0xFF) == site : site;
        assert (spot & 0xFFFFF) == spot : spot;
        return site << 20 | spot;
    }
}
