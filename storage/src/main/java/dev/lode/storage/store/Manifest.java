package dev.lode.storage.store;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a store consists of: which extents are live, and how far the logs are in them.
///
/// Immutable. Format: docs/format/store.md.
///
/// @param generation rises by one with each manifest of the store
/// @param content which hunt's content the store adds to
/// @param nextNumber the number that the next extent gets; none is used twice
/// @param extents newest first
/// @param cursors position up to which a group's additions are in the extents, by group
record Manifest(
        long generation,
        Id128 content,
        int nextNumber,
        List<Row> extents,
        Map<Integer, Long> cursors) {
    /// More than this is not read: a store has a few extents, and a group a cluster.
    static final int BYTES_MAX = 1 << 20;

    /// `LODESTOR`.
    private static final long MAGIC = 0x524F5453_45444F4CL;

    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 64;
    private static final int EXTENT_BYTES = 32;
    private static final int CURSOR_BYTES = 16;
    private static final int CHECK_BYTES = 4;

    /// An extent that is live.
    ///
    /// @param number that its file is named by
    /// @param bytes of the file
    /// @param footerCheck checksum of its footer
    /// @param cells in it
    record Row(int number, long bytes, int footerCheck, long cells) {}

    Manifest {
        extents = List.copyOf(extents);
        cursors = Map.copyOf(cursors);
    }

    /// The manifest of a store that nothing was added to.
    static Manifest first(Id128 content) {
        return new Manifest(1, content, 1, List.of(), Map.of());
    }

    /// The one that follows.
    ///
    /// @param reached the groups that have come further
    Manifest next(int number, List<Row> live, Map<Integer, Long> reached) {
        var all = new TreeMap<>(cursors);
        all.putAll(reached);
        return new Manifest(generation + 1, content, number, live, all);
    }

    byte[] bytes() {
        int length =
                HEADER_BYTES
                        + extents.size() * EXTENT_BYTES
                        + cursors.size() * CURSOR_BYTES
                        + CHECK_BYTES;
        byte[] bytes = new byte[length];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I16, 8, (short) FORMAT);
        memory.set(Layouts.I32, 12, length);
        memory.set(Layouts.I64, 16, generation);
        content.write(memory, 24);
        memory.set(Layouts.I32, 40, nextNumber);
        memory.set(Layouts.I32, 44, extents.size());
        memory.set(Layouts.I32, 48, cursors.size());
        long at = HEADER_BYTES;
        for (Row row : extents) {
            memory.set(Layouts.I32, at, row.number());
            memory.set(Layouts.I32, at + 4, row.footerCheck());
            memory.set(Layouts.I64, at + 8, row.bytes());
            memory.set(Layouts.I64, at + 16, row.cells());
            at += EXTENT_BYTES;
        }
        for (var cursor : new TreeMap<>(cursors).entrySet()) {
            memory.set(Layouts.I32, at, cursor.getKey());
            memory.set(Layouts.I64, at + 8, cursor.getValue());
            at += CURSOR_BYTES;
        }
        memory.set(Layouts.I32, at, new Checksum().of(bytes, 0, (int) at));
        return bytes;
    }

    /// Reads a manifest, or says what is wrong with it.
    static Manifest read(byte[] bytes) throws Malformed {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (bytes.length < HEADER_BYTES + CHECK_BYTES || memory.get(Layouts.I64, 0) != MAGIC) {
            throw new Malformed("not a manifest of a store, or its first bytes are damaged");
        }
        int length = memory.get(Layouts.I32, 12);
        if (length != bytes.length) {
            throw new Malformed("it has " + bytes.length + " bytes and should have " + length);
        }
        int end = length - CHECK_BYTES;
        if (memory.get(Layouts.I32, end) != new Checksum().of(bytes, 0, end)) {
            throw new Malformed("its checksum does not hold");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        if (format != FORMAT) {
            throw new Malformed(
                    "format " + format + " is not known here; this version reads " + FORMAT);
        }
        long extentCount = memory.get(Layouts.I32, 44) & 0xFFFF_FFFFL;
        long cursorCount = memory.get(Layouts.I32, 48) & 0xFFFF_FFFFL;
        if (HEADER_BYTES + extentCount * EXTENT_BYTES + cursorCount * CURSOR_BYTES != end) {
            throw new Malformed("its numbers of extents and cursors do not fit its length");
        }
        List<Row> extents = new ArrayList<>();
        long at = HEADER_BYTES;
        for (long i = 0; i < extentCount; i++, at += EXTENT_BYTES) {
            extents.add(
                    new Row(
                            memory.get(Layouts.I32, at),
                            memory.get(Layouts.I64, at + 8),
                            memory.get(Layouts.I32, at + 4),
                            memory.get(Layouts.I64, at + 16)));
        }
        TreeMap<Integer, Long> cursors = new TreeMap<>();
        for (long i = 0; i < cursorCount; i++, at += CURSOR_BYTES) {
            int group = memory.get(Layouts.I32, at);
            if (group < 0 || (!cursors.isEmpty() && group <= cursors.lastKey())) {
                throw new Malformed("the cursor of group " + group + " is out of order");
            }
            cursors.put(group, memory.get(Layouts.I64, at + 8));
        }
        int nextNumber = memory.get(Layouts.I32, 40);
        mustBeNumbered(extents, nextNumber);
        return new Manifest(
                memory.get(Layouts.I64, 16), Id128.read(memory, 24), nextNumber, extents, cursors);
    }

    private static void mustBeNumbered(List<Row> extents, int nextNumber) throws Malformed {
        var numbers = new HashSet<Integer>();
        for (Row row : extents) {
            if (row.number() < 1 || row.number() >= nextNumber || !numbers.add(row.number())) {
                throw new Malformed(
                        "extent %d is named twice, or the next is to be %d"
                                .formatted(row.number(), nextNumber));
            }
        }
    }

    /// Bytes that are no manifest.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }
    }
}
