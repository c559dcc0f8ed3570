package dev.lode.game.hunter;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Which of two states of a hunter is the newer: a part of a [HunterSlot].
///
/// Threads: whoever owns the slot. Memory: the slot's; nothing is allocated.
public final class SlotVersion {
    private SlotVersion() {}

    /// Stamps the slot with its version, for a capsule or a replica.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @param partitionEpoch of the hunter's partition, unsigned
    /// @param nodeIncarnation of the home, unsigned, rising with each start of a node
    /// @param counter of answers in this tenure, unsigned
    public static void stamp(
            MemorySegment slot,
            long offset,
            int partitionEpoch,
            long nodeIncarnation,
            int counter) {
        slot.set(Layouts.I32, offset + HunterSlot.EPOCH, partitionEpoch);
        slot.set(Layouts.I64, offset + HunterSlot.INCARNATION, nodeIncarnation);
        slot.set(Layouts.I32, offset + HunterSlot.COUNTER, counter);
    }

    /// Epoch of the partition when the slot was stamped.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static int partitionEpoch(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + HunterSlot.EPOCH);
    }

    /// Incarnation of the home that stamped the slot.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static long nodeIncarnation(MemorySegment slot, long offset) {
        return slot.get(Layouts.I64, offset + HunterSlot.INCARNATION);
    }

    /// Counter of answers in the tenure that stamped the slot.
    ///
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return unsigned
    public static int counter(MemorySegment slot, long offset) {
        return slot.get(Layouts.I32, offset + HunterSlot.COUNTER);
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
    public static int compare(
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
}
