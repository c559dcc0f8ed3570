package dev.lode.game.hunter;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The state of one hunter in one hunt: a descriptor of 128 bytes in any memory.
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

    /// Kind of a last request: none yet.
    public static final int NO_REQUEST = 0;

    private static final long HUNTER = 0;
    private static final long ROOM = 16;
    private static final long VISITED = 24;
    private static final long COOLDOWN_START = 56;
    private static final long BUCKET = 64;
    private static final long SESSION = 72;
    private static final long SEQUENCE = 80;
    private static final long LAST_ROOM = 88;
    private static final long SITE = 96;
    private static final long FLAGS = 97;
    private static final long LAST_KIND = 98;
    private static final long LAST_STATUS = 99;
    private static final long LAST_PLACE = 100;
    private static final long LAST_MILLIS = 104;
    private static final long INCARNATION = 112;
    private static final long EPOCH = 120;
    private static final long COUNTER = 124;

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
        slot.set(Layouts.I64, offset + SESSION, session);
        slot.set(Layouts.I64, offset + SEQUENCE, sequence);
        slot.set(Layouts.I8, offset + LAST_KIND, (byte) kind);
        slot.set(Layouts.I8, offset + LAST_STATUS, (byte) status);
        slot.set(Layouts.I64, offset + LAST_ROOM, roomFp);
        slot.set(Layouts.I32, offset + LAST_PLACE, place(site, spot));
        slot.set(Layouts.I64, offset + LAST_MILLIS, millis);
    }

    /// Changes the status of the last request, where it was decided later than it was charged.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param status 0 to 255, the caller's code
    public static void lastStatus(MemorySegment slot, long offset, int status) {
        slot.set(Layouts.I8, offset + LAST_STATUS, (byte) status);
    }

    /// Session of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the session
    public static long lastSession(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + SESSION);
    }

    /// Sequence of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return the sequence, unsigned
    public static long lastSequence(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + SEQUENCE);
    }

    /// Kind of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 1 to 255, or [#NO_REQUEST]
    public static int lastKind(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + LAST_KIND) & 0xFF;
    }

    /// Status of the last request.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 255, the caller's code
    public static int lastStatus(MemorySegment slot, long offset) {
        return slot.get(Layouts.I8, offset + LAST_STATUS) & 0xFF;
    }

    /// Room that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return its fingerprint
    public static long lastRoomFp(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + LAST_ROOM);
    }

    /// Site that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 255
    public static int lastSite(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + LAST_PLACE) >>> 20 & 0xFF;
    }

    /// Spot that the last request names.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return 0 to 1,048,575
    public static int lastSpot(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + LAST_PLACE) & 0xFFFFF;
    }

    /// When the last request was decided: a repeated find gets a ticket of this time, byte for byte
    /// the first one.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return milliseconds, or [#NEVER]
    public static long lastMillis(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + LAST_MILLIS);
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
        if (lastKind(slot, offset) == NO_REQUEST || lastSession(slot, offset) != session) {
            return Turn.NEW;
        }
        int order = Long.compareUnsigned(sequence, lastSequence(slot, offset));
        if (order != 0) {
            return order > 0 ? Turn.NEW : Turn.STALE;
        }
        boolean same =
                lastKind(slot, offset) == kind
                        && lastRoomFp(slot, offset) == roomFp
                        && slot.get(Layouts.I32, offset + LAST_PLACE) == place(site, spot);
        return same ? Turn.REPEAT : Turn.CHANGED;
    }

    /// Stamps the slot with its version, for a capsule or a replica.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param partitionEpoch of the hunter's partition, unsigned
    /// @param nodeIncarnation of the home, unsigned, rising with each start of a node
    /// @param counter of answers in this tenure, unsigned
    public static void version(
            MemorySegment slot,
            long offset,
            int partitionEpoch,
            long nodeIncarnation,
            int counter) {
        slot.set(Layouts.I32, offset + EPOCH, partitionEpoch);
        slot.set(Layouts.I64, offset + INCARNATION, nodeIncarnation);
        slot.set(Layouts.I32, offset + COUNTER, counter);
    }

    /// Epoch of the partition when the slot was stamped.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static int partitionEpoch(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + EPOCH);
    }

    /// Incarnation of the home that stamped the slot.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static long nodeIncarnation(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + INCARNATION);
    }

    /// Counter of answers in the tenure that stamped the slot.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static int counter(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + COUNTER);
    }

    /// Whether the slot was stamped in a given tenure.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param partitionEpoch of the tenure
    /// @param nodeIncarnation of the tenure
    /// @return false where it comes from another, usually an earlier one
    public static boolean isOfTenure(
            MemorySegment slot, long offset, int partitionEpoch, long nodeIncarnation) {
        return partitionEpoch(slot, offset) == partitionEpoch
                && nodeIncarnation(slot, offset) == nodeIncarnation;
    }

    /// Compares the versions of two slots of one hunter: by epoch, incarnation, counter, unsigned.
    ///
    /// @param slot memory of the one
    /// @param offset of its first byte
    /// @param other memory of the other
    /// @param otherOffset of its first byte
    /// @return below 0 where the one is older, 0 where they are alike, above 0 where it is newer
    public static int compareVersions(
            MemorySegment slot, long offset, MemorySegment other, long otherOffset) {
        int order =
                Integer.compareUnsigned(
                        partitionEpoch(slot, offset), partitionEpoch(other, otherOffset));
        if (order == 0) {
            order =
                    Long.compareUnsigned(
                            nodeIncarnation(slot, offset), nodeIncarnation(other, otherOffset));
        }
        return order != 0
                ? order
                : Integer.compareUnsigned(counter(slot, offset), counter(other, otherOffset));
    }

    private static int place(int site, int spot) {
        assert (site & 0xFF) == site : site;
        assert (spot & 0xFFFFF) == spot : spot;
        return site << 20 | spot;
    }
}
