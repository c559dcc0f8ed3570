package dev.lode.game.proof;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.game.hunter.HunterSlot;
import java.lang.foreign.MemorySegment;

/// Wraps and checks the capsules of one hunt: a hunter's slot under a MAC, kept by the edge.
///
/// Threads: owned by one. Allocates nothing after it is made. Which of several capsules is newest
/// is [SlotVersion#compare] over their slots. Format: docs/format/ticket.md.
public final class Capsules {
    /// Where the slot lies in a capsule.
    public static final int SLOT = 8;

    /// Bytes of a capsule.
    public static final int BYTES = SLOT + HunterSlot.BYTES + Seal.BYTES;

    static final long FORMAT = 1;

    private static final long MAC = SLOT + HunterSlot.BYTES;

    private final Seal seal;

    /// Takes the hunt's capsule key.
    ///
    /// @param hunt id of the hunt
    /// @param capsuleKey 32 bytes
    public Capsules(Id128 hunt, byte[] capsuleKey) {
        seal = new Seal("lode.capsule.1", hunt, HunterSlot.BYTES, capsuleKey);
    }

    /// Wraps a slot that bears its version.
    ///
    /// @param memory where to
    /// @param offset of the capsule's first byte
    /// @param slot memory of the slot
    /// @param slotOffset of its first byte
    public void wrap(MemorySegment memory, long offset, MemorySegment slot, long slotOffset) {
        memory.set(Layouts.I64, offset, FORMAT);
        MemorySegment.copy(slot, slotOffset, memory, offset + SLOT, HunterSlot.BYTES);
        seal.begin()
                .put(memory, offset + SLOT, HunterSlot.BYTES)
                .write(memory, offset + MAC, Seal.BYTES);
    }

    /// Checks a capsule; its slot lies at `offset + SLOT`.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @param length of it
    /// @param hunterHigh upper half of the id of the hunter it is shown for
    /// @param hunterLow lower half
    /// @return VALID, MALFORMED or FORGED
    public Proof verify(
            MemorySegment memory, long offset, long length, long hunterHigh, long hunterLow) {
        if (length != BYTES || memory.get(Layouts.I64, offset) != FORMAT) {
            return Proof.MALFORMED;
        }
        boolean ours =
                seal.begin()
                        .put(memory, offset + SLOT, HunterSlot.BYTES)
                        .matches(memory, offset + MAC);
        boolean his =
                HunterSlot.hunterHigh(memory, offset + SLOT) == hunterHigh
                        && HunterSlot.hunterLow(memory, offset + SLOT) == hunterLow;
        return ours && his ? Proof.VALID : Proof.FORGED;
    }
}
