package dev.lode.game.proof;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Issues and checks the passes of one hunt: 32 bytes that say which hunter dug which key, for the
/// hunt's life.
///
/// Threads: owned by one. Allocates nothing after it is made. Format: docs/format/ticket.md.
public final class Passes {
    /// Bytes of a pass.
    public static final int BYTES = 32;

    static final long FORMAT = 1;

    private static final long CELL = 8;
    private static final long MAC = 16;

    private final Seal seal;

    /// Takes the hunt's pass key.
    ///
    /// @param hunt id of the hunt
    /// @param passKey 32 bytes
    public Passes(Id128 hunt, byte[] passKey) {
        seal = new Seal("lode.pass.1", hunt, Id128.BYTES + 8, passKey);
    }

    /// Writes a pass.
    ///
    /// @param memory where to
    /// @param offset of its first byte
    /// @param hunterHigh upper half of the hunter's id
    /// @param hunterLow lower half
    /// @param cellKey the cell of the key
    public void issue(
            MemorySegment memory, long offset, long hunterHigh, long hunterLow, long cellKey) {
        memory.set(Layouts.I64, offset, FORMAT);
        memory.set(Layouts.I64, offset + CELL, cellKey);
        seal.begin(hunterHigh, hunterLow).put(cellKey).write(memory, offset + MAC, Seal.BYTES);
    }

    /// Checks a pass.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @param length of it
    /// @param hunterHigh upper half of the id of the hunter who presents it
    /// @param hunterLow lower half
    /// @return VALID, MALFORMED or FORGED
    public Proof verify(
            MemorySegment memory, long offset, long length, long hunterHigh, long hunterLow) {
        if (length != BYTES || memory.get(Layouts.I64, offset) != FORMAT) {
            return Proof.MALFORMED;
        }
        return seal.begin(hunterHigh, hunterLow)
                        .put(cellKey(memory, offset))
                        .matches(memory, offset + MAC)
                ? Proof.VALID
                : Proof.FORGED;
    }

    /// Whether a pass opens a gate.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @param length of it
    /// @param hunterHigh upper half of the id of the hunter who presents it
    /// @param hunterLow lower half
    /// @param gateCell the cell of the key that the gate needs
    /// @return true where it is valid and of that cell
    public boolean opens(
            MemorySegment memory,
            long offset,
            long length,
            long hunterHigh,
            long hunterLow,
            long gateCell) {
        return verify(memory, offset, length, hunterHigh, hunterLow) == Proof.VALID
                && cellKey(memory, offset) == gateCell;
    }

    /// The cell of a pass's key.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return the cell key
    public static long cellKey(MemorySegment memory, long offset) {
        return memory.get(Layouts.I64, offset + CELL);
    }

    long macsMade() {
        return seal.made();
    }
}
