package dev.lode.storage.slice;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One record of the journal of imports: what has become true with it.
///
/// Format: docs/format/slice.md.
sealed interface ImportRecord {
    /// Bytes before what a record says.
    int FIXED_BYTES = 24;

    /// No record is longer.
    int BYTES_MAX =
            FIXED_BYTES
                    + 24
                    + SliceHeader.FIXED_BYTES
                    + SliceHeader.CHUNKS_MAX * (SliceHeader.ROW_BYTES + 24);

    /// The first blocks of a slice are on the disk, and no reader sees them.
    ///
    /// @param id of the import
    /// @param header of its slice
    /// @param placements one a chunk
    /// @param blocks how many of the slice's blocks are on the disk
    /// @param hash the running hash behind them
    record Part(long id, SliceHeader header, List<Placement> placements, long blocks, long hash)
            implements ImportRecord {}

    /// All of a slice is on the disk, and it is what its partition is served from.
    ///
    /// @param id of the import
    /// @param header of its slice
    /// @param placements one a chunk
    record Whole(long id, SliceHeader header, List<Placement> placements) implements ImportRecord {}

    /// An import is no more, whether it was whole or in part.
    ///
    /// @param id of the import
    record Dropped(long id) implements ImportRecord {}

    /// The record as it stands in the journal.
    ///
    /// @param sequence its place, counted from 0
    default byte[] bytes(long sequence) {
        return switch (this) {
            case Part part -> {
                byte[] bytes = placed(1, sequence, part.id(), part.header(), part.placements());
                var memory = MemorySegment.ofArray(bytes);
                memory.set(Layouts.I64, FIXED_BYTES + 8L, part.blocks());
                memory.set(Layouts.I64, FIXED_BYTES + 16L, part.hash());
                yield sealed(bytes);
            }
            case Whole whole ->
                    sealed(placed(2, sequence, whole.id(), whole.header(), whole.placements()));
            case Dropped dropped -> sealed(begun(FIXED_BYTES + 8, 3, sequence, dropped.id()));
        };
    }

    private static byte[] placed(
            int kind, long sequence, long id, SliceHeader header, List<Placement> placements) {
        byte[] head = header.bytes();
        int rows = FIXED_BYTES + 24 + head.length;
        byte[] bytes = begun(rows + 24 * placements.size(), kind, sequence, id);
        System.arraycopy(head, 0, bytes, FIXED_BYTES + 24, head.length);
        var memory = MemorySegment.ofArray(bytes);
        for (int i = 0; i < placements.size(); i++) {
            Placement placement = placements.get(i);
            memory.set(Layouts.I64, rows + 24L * i, placement.headAt());
            memory.set(Layouts.I64, rows + 24L * i + 8, placement.blobsAt());
            memory.set(Layouts.I32, rows + 24L * i + 16, placement.file());
        }
        return bytes;
    }

    private static byte[] begun(int length, int kind, long sequence, long id) {
        byte[] bytes = new byte[length];
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I32, 0, length);
        memory.set(Layouts.I64, 8, sequence);
        memory.set(Layouts.I32, 16, kind);
        memory.set(Layouts.I64, FIXED_BYTES, id);
        return bytes;
    }

    private static byte[] sealed(byte[] bytes) {
        MemorySegment.ofArray(bytes).set(Layouts.I32, 4, check(bytes, 0, bytes.length));
        return bytes;
    }

    private static int check(byte[] bytes, int at, int length) {
        var checksum = new Checksum();
        checksum.begin();
        checksum.add(bytes, at, 4);
        checksum.add(bytes, at + 8, length - 8);
        return checksum.end();
    }

    /// How long the record is that begins somewhere.
    ///
    /// @return its length; 0 where no sound record of that sequence begins there
    static int lengthAt(byte[] bytes, int at, long sequence) {
        if (bytes.length - at < FIXED_BYTES + 8) {
            return 0;
        }
        var memory = MemorySegment.ofArray(bytes);
        int length = memory.get(Layouts.I32, at);
        boolean sound =
                length >= FIXED_BYTES + 8
                        && length % 8 == 0
                        && length <= BYTES_MAX
                        && length <= bytes.length - at
                        && memory.get(Layouts.I64, at + 8L) == sequence
                        && memory.get(Layouts.I32, at + 4L) == check(bytes, at, length);
        return sound ? length : 0;
    }

    /// Reads a record whose checksum holds.
    ///
    /// @throws Malformed where it says what no record may say
    static ImportRecord read(byte[] bytes, int at, int length) throws Malformed {
        var memory = MemorySegment.ofArray(bytes).asSlice(at, length);
        int kind = memory.get(Layouts.I32, 16);
        long id = memory.get(Layouts.I64, FIXED_BYTES);
        if (kind == 3) {
            return new Dropped(id);
        }
        int headAt = FIXED_BYTES + 24;
        if ((kind != 1 && kind != 2) || length < headAt + SliceHeader.FIXED_BYTES) {
            throw new Malformed("a record of kind " + kind + " is not known here");
        }
        byte[] fixed = array(memory, headAt, SliceHeader.FIXED_BYTES);
        int headBytes = SliceHeader.bytesOf(fixed);
        if (headBytes > length - headAt) {
            throw new Malformed("a record that is too short for its slice");
        }
        var header = SliceHeader.read(array(memory, headAt, headBytes));
        int rows = headAt + headBytes;
        if (length != rows + 24L * header.chunks().size()) {
            throw new Malformed("a record with another number of places than of chunks");
        }
        var placements = new ArrayList<Placement>();
        for (long row = rows; row < length; row += 24) {
            placements.add(
                    new Placement(
                            memory.get(Layouts.I32, row + 16),
                            memory.get(Layouts.I64, row),
                            memory.get(Layouts.I64, row + 8)));
        }
        return kind == 2
                ? new Whole(id, header, List.copyOf(placements))
                : new Part(
                        id,
                        header,
                        List.copyOf(placements),
                        memory.get(Layouts.I64, FIXED_BYTES + 8L),
                        memory.get(Layouts.I64, FIXED_BYTES + 16L));
    }

    private static byte[] array(MemorySegment memory, long at, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, at, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }
}
