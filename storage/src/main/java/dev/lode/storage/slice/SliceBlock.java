package dev.lode.storage.slice;

import dev.lode.base.Layouts;
import dev.lode.base.hash.Xxh3;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// One block of a slice in memory, or its end record: header, checksum, running hash.
///
/// A block's header has the hash of everything before the block, so blocks cannot change places, be
/// left out, or come from another slice. Threads: owned by one. Memory: one buffer of the longest
/// block. Format: docs/format/slice.md.
final class SliceBlock {
    static final int OFFSET = 0;
    static final int BEFORE = 8;
    static final int LENGTH = 16;
    static final int CHECK = 20;

    /// `LODESEND`.
    static final long END_MAGIC = 0x444E4553_45444F4CL;

    private static final int END_CONTENT = 8;
    private static final int END_BEFORE = 16;
    private static final int END_CHECK = 28;

    private final byte[] bytes;
    private final MemorySegment memory;
    private final ByteBuffer view;
    private final Checksum checksum = new Checksum();

    SliceBlock(int blockBytes) {
        bytes =
                new byte
                        [SliceShape.BLOCK_HEADER_BYTES
                                + Math.max(blockBytes, SliceShape.END_BYTES)];
        memory = MemorySegment.ofArray(bytes);
        view = ByteBuffer.wrap(bytes);
    }

    /// The room for the whole block, content included.
    ByteBuffer whole(int contentBytes) {
        return view.clear().limit(SliceShape.BLOCK_HEADER_BYTES + contentBytes);
    }

    /// The room for the content alone.
    ByteBuffer content(int contentBytes) {
        return whole(contentBytes).position(SliceShape.BLOCK_HEADER_BYTES);
    }

    /// The room for the end record.
    ByteBuffer end() {
        return view.clear().limit(SliceShape.END_BYTES);
    }

    /// Writes the header in front of content that is there.
    ///
    /// @return the running hash behind this block
    long seal(long offset, int contentBytes, long before) {
        memory.set(Layouts.I64, OFFSET, offset);
        memory.set(Layouts.I64, BEFORE, before);
        memory.set(Layouts.I32, LENGTH, contentBytes);
        memory.set(Layouts.I32, CHECK, check(contentBytes));
        return hash(contentBytes);
    }

    /// Checks a block.
    ///
    /// @return the running hash behind it
    /// @throws Malformed where it is not the block that must stand here
    long open(long offset, int contentBytes, long before) throws Malformed {
        if (memory.get(Layouts.I32, CHECK) != check(contentBytes)) {
            throw new Malformed("the checksum of a block does not hold");
        }
        if (memory.get(Layouts.I64, OFFSET) != offset
                || memory.get(Layouts.I32, LENGTH) != contentBytes
                || memory.get(Layouts.I64, BEFORE) != before) {
            throw new Malformed("a block of another place or of another slice");
        }
        return hash(contentBytes);
    }

    /// The running hash that the block's header claims for what is before it.
    long before() {
        return memory.get(Layouts.I64, BEFORE);
    }

    void sealEnd(long content, long before) {
        memory.set(Layouts.I64, 0, END_MAGIC);
        memory.set(Layouts.I64, END_CONTENT, content);
        memory.set(Layouts.I64, END_BEFORE, before);
        memory.set(Layouts.I32, END_CHECK - 4L, 0);
        memory.set(Layouts.I32, END_CHECK, checksum.of(bytes, 0, END_CHECK));
    }

    void openEnd(long content, long before) throws Malformed {
        if (memory.get(Layouts.I32, END_CHECK) != checksum.of(bytes, 0, END_CHECK)
                || memory.get(Layouts.I64, 0) != END_MAGIC) {
            throw new Malformed("the checksum of the end record does not hold");
        }
        if (memory.get(Layouts.I64, END_CONTENT) != content
                || memory.get(Layouts.I64, END_BEFORE) != before) {
            throw new Malformed("the end record of another slice");
        }
    }

    private int check(int contentBytes) {
        checksum.begin();
        checksum.add(bytes, 0, CHECK);
        checksum.add(bytes, SliceShape.BLOCK_HEADER_BYTES, contentBytes);
        return checksum.end();
    }

    private long hash(int contentBytes) {
        return Xxh3.hash(bytes, 0, SliceShape.BLOCK_HEADER_BYTES + contentBytes);
    }
}
