package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// One win: the record that the ledger keeps for ever.
///
/// @param hunter who won
/// @param cell cell key of the key
/// @param claimId the claim that won
/// @param index log index at which it was decided
/// @param ordinal of the claim within the log entry
/// @param roomFp fingerprint of the cell's room
/// @param n number of this event in its room, from 1
/// @param prize index of the prize in the hunt
/// @param stock of the prize, as the first win of this cell fixed it
/// @param stockLeft behind this win
/// @param millis group time of the decision
public record Win(
        Id128 hunter,
        long cell,
        Id128 claimId,
        long index,
        int ordinal,
        long roomFp,
        long n,
        int prize,
        int stock,
        int stockLeft,
        long millis) {

    /// Bytes of a record.
    public static final int BYTES = 96;

    /// Format of a record.
    public static final long FORMAT = 1;

    /// Writes the record, docs/format/ledger.md.
    ///
    /// @param memory where to
    /// @param offset of its first byte
    public void write(MemorySegment memory, long offset) {
        memory.set(Layouts.I64, offset, FORMAT);
        hunter.write(memory, offset + 8);
        claimId.write(memory, offset + 24);
        memory.set(Layouts.I64, offset + 40, cell);
        memory.set(Layouts.I64, offset + 48, roomFp);
        memory.set(Layouts.I64, offset + 56, n);
        memory.set(Layouts.I64, offset + 64, index);
        memory.set(Layouts.I32, offset + 72, ordinal);
        memory.set(Layouts.I32, offset + 76, prize);
        memory.set(Layouts.I32, offset + 80, stock);
        memory.set(Layouts.I32, offset + 84, stockLeft);
        memory.set(Layouts.I64, offset + 88, millis);
    }

    /// Reads a record; its format is the reader's to check.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return the win
    public static Win read(MemorySegment memory, long offset) {
        return new Win(
                Id128.read(memory, offset + 8),
                memory.get(Layouts.I64, offset + 40),
                Id128.read(memory, offset + 24),
                memory.get(Layouts.I64, offset + 64),
                memory.get(Layouts.I32, offset + 72),
                memory.get(Layouts.I64, offset + 48),
                memory.get(Layouts.I64, offset + 56),
                memory.get(Layouts.I32, offset + 76),
                memory.get(Layouts.I32, offset + 80),
                memory.get(Layouts.I32, offset + 84),
                memory.get(Layouts.I64, offset + 88));
    }
}
