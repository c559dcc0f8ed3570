package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An entry of a claim group's log that adds cells to a hunt; docs/format/claims.md.
///
/// The ledger passes it by; who holds content follows the log for it.
public final class CellsEntry {
    static final int TYPE = 3;

    private static final int HUNT = ClaimEntry.HEAD;
    private static final int FIRST = HUNT + Id128.BYTES;
    private static final int RECORD_HEAD = 16;

    private CellsEntry() {}

    /// Writes an entry.
    ///
    /// @param hunt its id
    /// @param cells what is added, at least one
    /// @param groupMillis group time
    /// @return the bytes to propose
    static byte[] bytes(Id128 hunt, List<NewCell> cells, long groupMillis) {
        byte[] entry =
                new byte
                        [FIRST
                                + cells.stream()
                                        .mapToInt(cell -> recordBytes(cell.stored().length))
                                        .sum()];
        MemorySegment memory = MemorySegment.ofArray(entry);
        ClaimEntry.head(memory, TYPE, cells.size(), groupMillis);
        hunt.write(memory, HUNT);
        long at = FIRST;
        for (NewCell cell : cells) {
            int length = cell.stored().length;
            memory.set(Layouts.I64, at, cell.cell());
            memory.set(Layouts.I32, at + 8, cell.plainBytes());
            memory.set(Layouts.I32, at + 12, length);
            MemorySegment.copy(cell.stored(), 0, memory, Layouts.I8, at + RECORD_HEAD, length);
            at += recordBytes(length);
        }
        return entry;
    }

    /// How long an entry is before its first record.
    ///
    /// @return bytes
    public static int headBytes() {
        return FIRST;
    }

    /// How long the record of a cell is.
    ///
    /// @param storedBytes length of its block
    /// @return bytes
    public static int recordBytes(int storedBytes) {
        return RECORD_HEAD + (storedBytes + 7 & ~7);
    }

    /// Whether an entry adds cells and is whole.
    ///
    /// @param entry of a claim group's log
    /// @return false for entries of other types
    public static boolean is(MemorySegment entry) {
        return ClaimEntry.type(entry) == TYPE;
    }

    /// The hunt that gets cells.
    ///
    /// @param entry for which [#is] holds
    /// @return its id
    public static Id128 hunt(MemorySegment entry) {
        return Id128.read(entry, HUNT);
    }

    /// Takes the cells of an entry.
    @FunctionalInterface
    public interface Sink {
        /// Takes one.
        ///
        /// @param number of the cell in its entry, from 0
        /// @param cell its key
        /// @param block LZ4 block of its document, valid as long as the entry
        /// @param plainBytes length of the document
        /// @throws IOException where it cannot be taken; ends the reading
        void cell(int number, long cell, MemorySegment block, int plainBytes) throws IOException;
    }

    /// Hands out what is added, in the order of the records; a later cell of a place replaces an
    /// earlier one.
    ///
    /// @param entry for which [#is] holds
    /// @param sink takes them
    /// @throws IOException from the sink
    public static void read(MemorySegment entry, Sink sink) throws IOException {
        long at = FIRST;
        int count = ClaimEntry.claims(entry);
        for (int number = 0; number < count; number++) {
            int length = entry.get(Layouts.I32, at + 12);
            sink.cell(
                    number,
                    entry.get(Layouts.I64, at),
                    entry.asSlice(at + RECORD_HEAD, length),
                    entry.get(Layouts.I32, at + 8));
            at += recordBytes(length);
        }
    }

    /// Whether the records of an entry fill it exactly.
    static boolean isWhole(MemorySegment entry) {
        long size = entry.byteSize();
        long at = FIRST;
        for (int left = ClaimEntry.claims(entry); left > 0; left--) {
            if (size - at < RECORD_HEAD) {
                return false;
            }
            int length = entry.get(Layouts.I32, at + 12);
            if (length < 1 || length > size - at - RECORD_HEAD) {
                return false;
            }
            at += recordBytes(length);
        }
        return at == size;
    }
}
