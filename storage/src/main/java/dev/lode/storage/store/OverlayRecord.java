package dev.lode.storage.store;

import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One addition in an overlay's memory: 48 bytes, then the stored block.
///
/// Threads: written whole by the overlay's writer before anybody is shown its place, never changed
/// afterwards. Units: bytes; a place is an offset in the overlay's memory, 0 is none.
final class OverlayRecord {
    static final int BYTES = 48;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final int CELL = 0;
    private static final int POSITION = 8;
    private static final int OLDER = 16;
    private static final int NEXT = 24;
    private static final int GROUP = 32;
    private static final int STORED = 36;
    private static final int PLAIN = 40;
    private static final int CHECKSUM = 44;

    private OverlayRecord() {}

    static void write(
            MemorySegment memory,
            long place,
            Addition addition,
            long older,
            long next,
            Checksum checks) {
        memory.set(LONG, place + CELL, addition.cell());
        memory.set(LONG, place + POSITION, addition.position());
        memory.set(LONG, place + OLDER, older);
        memory.set(LONG, place + NEXT, next);
        memory.set(INT, place + GROUP, addition.group());
        int stored = (int) addition.block().byteSize();
        memory.set(INT, place + STORED, stored);
        memory.set(INT, place + PLAIN, addition.plainBytes());
        // The block may be a mapped page of the caller's: the checksum is that of the copy.
        MemorySegment.copy(addition.block(), 0, memory, place + BYTES, stored);
        var block = memory.asSlice(place + BYTES, stored).asByteBuffer();
        memory.set(INT, place + CHECKSUM, checks.ofBlob(block, stored, addition.cell()));
    }

    static long cell(MemorySegment memory, long place) {
        return memory.get(LONG, place + CELL);
    }

    static long position(MemorySegment memory, long place) {
        return memory.get(LONG, place + POSITION);
    }

    static int group(MemorySegment memory, long place) {
        return memory.get(INT, place + GROUP);
    }

    /// The record of the same cell that this one replaced.
    static long older(MemorySegment memory, long place) {
        return memory.get(LONG, place + OLDER);
    }

    /// The first record of another cell of the same site.
    static long next(MemorySegment memory, long place) {
        return memory.get(LONG, place + NEXT);
    }

    static int storedBytes(MemorySegment memory, long place) {
        return memory.get(INT, place + STORED);
    }

    static int plainBytes(MemorySegment memory, long place) {
        return memory.get(INT, place + PLAIN);
    }

    static int checksum(MemorySegment memory, long place) {
        return memory.get(INT, place + CHECKSUM);
    }

    /// Where its block begins.
    static long block(long place) {
        return place + BYTES;
    }
}
