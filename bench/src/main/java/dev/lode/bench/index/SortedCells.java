package dev.lode.bench.index;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/// What every store is built from, and what its answers are checked against: rooms and cells in the
/// order of their keys, in two mapped files.
///
/// A room: fingerprint u64, ordinal u32, cells u32. A cell: key u64, value u64 and u64, as Lode's
/// leaves keep it. Threads: any number of readers.
final class SortedCells implements AutoCloseable {
    static final String ROOMS = "rooms";
    static final String CELLS = "cells";
    static final int ROOM_BYTES = 16;
    static final int CELL_BYTES = 24;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment rooms;
    private final MemorySegment cells;

    private SortedCells(Path folder) throws IOException {
        rooms = map(folder.resolve(ROOMS), arena);
        cells = map(folder.resolve(CELLS), arena);
    }

    /// Maps what [HuntCells] wrote.
    ///
    /// @param folder with both files
    /// @return rooms and cells
    /// @throws IOException where they cannot be mapped
    static SortedCells open(Path folder) throws IOException {
        return new SortedCells(folder);
    }

    static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    int rooms() {
        return (int) (rooms.byteSize() / ROOM_BYTES);
    }

    long roomFp(int room) {
        return rooms.get(Layouts.I64, (long) room * ROOM_BYTES);
    }

    int ordinal(int room) {
        return rooms.get(Layouts.I32, (long) room * ROOM_BYTES + 8);
    }

    int cellsOf(int room) {
        return rooms.get(Layouts.I32, (long) room * ROOM_BYTES + 12);
    }

    int cells() {
        return (int) (cells.byteSize() / CELL_BYTES);
    }

    long key(int cell) {
        return cells.get(Layouts.I64, (long) cell * CELL_BYTES);
    }

    long low(int cell) {
        return cells.get(Layouts.I64, (long) cell * CELL_BYTES + 8);
    }

    long high(int cell) {
        return cells.get(Layouts.I64, (long) cell * CELL_BYTES + 16);
    }

    /// What a scan of all cells must come to: the sum of keys and checksums.
    ///
    /// @return the sum, wrapped
    long sum() {
        long sum = 0;
        for (int i = 0; i < cells(); i++) {
            sum += key(i) + (high(i) >>> 32);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
