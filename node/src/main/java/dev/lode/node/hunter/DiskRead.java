package dev.lode.node.hunter;

import dev.lode.node.hunt.HuntContent;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.store.StoreReader;
import dev.lode.wire.FrameHeader;
import java.lang.foreign.MemorySegment;

/// One read that waits for the disk: made once, used again and again.
///
/// Threads: its loop fills it in, a thread of the pool reads, its loop takes the result; never two
/// at once. The file that it names may be gone by then: the reader finds the cell again.
final class DiskRead {
    /// For a read on behalf of another home.
    static final int NO_DIG = -1;

    final CellRef ref = new CellRef();
    final long place;
    final MemorySegment buffer;
    final MemorySegment header;
    private final TaskRing done;
    private final Runnable completion;
    private int hunt;
    private HuntContent content;
    private boolean stored;
    int dig;
    int result;

    /// Of the block or the document that was read, and its cell's key.
    int checksum;

    /// @param place of its memory in the slab of buffers
    DiskRead(HuntDesk desk, long place, MemorySegment memory, TaskRing done, CellReader cells) {
        this.place = place;
        hunt = desk.number;
        content = desk.content;
        header = memory.asSlice(0, FrameHeader.BYTES);
        buffer = memory.asSlice(FrameHeader.BYTES);
        this.done = done;
        completion = () -> cells.onDiskRead(this);
    }

    /// @param asStored whether the block is wanted as it is stored
    void prepare(HuntDesk desk, CellRef from, int forDig, boolean asStored) {
        hunt = desk.number;
        content = desk.content;
        ref.set(from.cell, from.offset, from.storedBytes, from.plainBytes, from.checksum);
        ref.file = from.file;
        dig = forDig;
        stored = asStored;
    }

    /// Whether what it reads is the block as it is stored, not the document; where the block is of
    /// no use to others, it has read the document.
    boolean isStored() {
        return stored;
    }

    int hunt() {
        return hunt;
    }

    HuntContent content() {
        return content;
    }

    void run(StoreReader reader) {
        int max = (int) buffer.byteSize();
        result = stored ? reader.readStored(ref, buffer, 0, max) : BlobReader.NEEDS_DICTIONARY;
        if (result == BlobReader.NEEDS_DICTIONARY) {
            stored = false;
            result = reader.read(ref, buffer, 0, max);
        }
        checksum = stored || result <= 0 ? ref.checksum : reader.plainChecksum(ref);
        if (!done.offer(completion)) {
            throw new AssertionError("the ring has room for every read of its loop");
        }
    }
}
