package dev.lode.storage.store;

import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.blob.DocumentReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.DamagedChunk;
import java.lang.foreign.MemorySegment;

/// Finds and reads the cells of a store for one thread.
///
/// Threads: owned by one, which is a participant of the store's epochs and online whenever it calls
/// this. A [CellRef] may be kept for longer than that and given to another thread's reader: where
/// the file that it names is gone, the cell is found again. Memory: two buffers as long as the
/// longest document; neither a look-up nor a read allocates. Errors: as [BlobReader].
public final class StoreReader implements DocumentReader {
    private final CellStore store;
    private final BlobReader blobs;
    private final SpotMerge merge = new SpotMerge();

    StoreReader(CellStore store, BlobReader blobs) {
        this.store = store;
        this.blobs = blobs;
    }

    /// Finds a cell.
    ///
    /// @param cell its key
    /// @param into filled in where it is there, its file included; else left as it was
    /// @return whether it is there
    /// @throws DamagedChunk where a file that may have it is damaged in its partition
    public boolean find(long cell, CellRef into) {
        return store.view().find(cell, into);
    }

    /// Lists the spots of a site that have a cell, in rising order.
    ///
    /// @param partition of the room
    /// @param ordinal of the room
    /// @param site within the room
    /// @param into takes as many as it has places
    /// @return how many there are, which may be more than were written
    /// @throws DamagedChunk where a file that may have some is damaged in the partition
    public int spots(int partition, int ordinal, int site, int[] into) {
        return store.view().spots(partition, ordinal, site, into, merge);
    }

    @Override
    public int tryRead(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, false);
    }

    @Override
    public int read(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, true);
    }

    @Override
    public int tryReadStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, false);
    }

    @Override
    public int readStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, true);
    }

    @Override
    public int plainChecksum(CellRef ref) {
        return blobs.plainChecksum(ref);
    }

    private int document(CellRef ref, MemorySegment out, long offset, int max, boolean wait) {
        View view = store.view();
        if (!isThere(view, ref)) {
            return BlobReader.DAMAGED;
        }
        Overlay overlay = view.overlay(ref.file);
        if (overlay != null) {
            return blobs.decode(ref, overlay.memory(), out, offset, max);
        }
        return wait ? blobs.read(ref, out, offset, max) : blobs.tryRead(ref, out, offset, max);
    }

    private int block(CellRef ref, MemorySegment out, long offset, int max, boolean wait) {
        View view = store.view();
        if (!isThere(view, ref)) {
            return BlobReader.DAMAGED;
        }
        Overlay overlay = view.overlay(ref.file);
        if (overlay != null) {
            return blobs.copy(ref, overlay.memory(), out, offset, max);
        }
        return wait
                ? blobs.readStored(ref, out, offset, max)
                : blobs.tryReadStored(ref, out, offset, max);
    }

    /// Turns to the file that has the blob; what a file had that is gone lies elsewhere now.
    private boolean isThere(View view, CellRef ref) {
        if (view.overlay(ref.file) != null || turnTo(view, ref)) {
            return true;
        }
        try {
            return view.find(ref.cell, ref)
                    && (view.overlay(ref.file) != null || turnTo(view, ref));
        } catch (DamagedChunk e) {
            return false;
        }
    }

    private boolean turnTo(View view, CellRef ref) {
        CellSource source = view.source(ref);
        if (source == null) {
            return false;
        }
        blobs.turnTo(source.blobs(), source.dictionary());
        return true;
    }

    @Override
    public void close() {
        blobs.close();
    }
}
