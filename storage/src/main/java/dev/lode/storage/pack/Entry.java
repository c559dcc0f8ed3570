package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;

/// The head of a sorted record: a room, a cell of it, or the key of a cell.
///
/// Records sort by fingerprint, unsigned, then by `order`: the room itself, then its cells by site
/// and spot, a cell's key right behind the cell. Threads: owned by one; filled again for each
/// record.
final class Entry {
    /// Bytes of the head of a record in a run.
    static final int HEAD_BYTES = 40;

    /// Bytes of a head that its own checksum, which is the rest of it, stands for.
    private static final int CHECKED_BYTES = HEAD_BYTES - Integer.BYTES;

    /// Where a head says how long its payload is.
    static final int STORED_BYTES_AT = 24;

    /// The order of a room before its cells.
    static final long ROOM = 0;

    long roomFp;
    long order;
    long line;
    int storedBytes;
    int plainBytes;
    int blockCheck;
    int headCheck;

    static long cellOrder(int site, int spot) {
        return (((long) site * CellKey.SPOTS + spot) << 1) + 2;
    }

    static long keyOrder(int site, int spot) {
        return cellOrder(site, spot) + 1;
    }

    static boolean isKey(long order) {
        return (order & 1) == 1;
    }

    /// Whether this can be the record of a cell at all, whatever its checksum says.
    boolean isCell() {
        return order >= cellOrder(0, 0)
                && order <= cellOrder(CellKey.SITES - 1, CellKey.SPOTS - 1)
                && !isKey(order)
                && plainBytes > 0
                && plainBytes < 1 << CellValue.LENGTH_BITS;
    }

    static int site(long order) {
        return (int) (((order - 2) >>> 1) / CellKey.SPOTS);
    }

    static int spot(long order) {
        return (int) (((order - 2) >>> 1) % CellKey.SPOTS);
    }

    /// Writes the head of a record whose payload lies behind it already.
    static void write(
            byte[] into,
            int at,
            long roomFp,
            long order,
            long line,
            int storedBytes,
            int plainBytes,
            Checksum checks) {
        MemorySegment head = MemorySegment.ofArray(into);
        head.set(Layouts.I64, at, roomFp);
        head.set(Layouts.I64, at + 8L, order);
        head.set(Layouts.I64, at + 16L, line);
        head.set(Layouts.I32, at + (long) STORED_BYTES_AT, storedBytes);
        head.set(Layouts.I32, at + 28L, plainBytes);
        head.set(Layouts.I32, at + 32L, checks.of(into, at + HEAD_BYTES, storedBytes));
        head.set(Layouts.I32, at + (long) CHECKED_BYTES, headCheck(checks, into, at));
    }

    /// Reads the head of a record.
    void read(byte[] from, int at) {
        MemorySegment head = MemorySegment.ofArray(from);
        roomFp = head.get(Layouts.I64, at);
        order = head.get(Layouts.I64, at + 8L);
        line = head.get(Layouts.I64, at + 16L);
        storedBytes = head.get(Layouts.I32, at + (long) STORED_BYTES_AT);
        plainBytes = head.get(Layouts.I32, at + 28L);
        blockCheck = head.get(Layouts.I32, at + 32L);
        headCheck = head.get(Layouts.I32, at + (long) CHECKED_BYTES);
    }

    /// The checksum that the head of a record must have.
    static int headCheck(Checksum checks, byte[] bytes, int at) {
        return checks.of(bytes, at, CHECKED_BYTES);
    }

    static int compare(long fpA, long orderA, long fpB, long orderB) {
        int byRoom = Long.compareUnsigned(fpA, fpB);
        return byRoom != 0 ? byRoom : Long.compare(orderA, orderB);
    }
}
