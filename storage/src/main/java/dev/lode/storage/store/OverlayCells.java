package dev.lode.storage.store;

import dev.lode.base.Layouts;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import java.lang.foreign.MemorySegment;

/// The cells of an overlay as they were at a position of a group's log; it may still be written to.
///
/// Threads: one that keeps the overlay from being closed. Memory: 8 bytes a cell, and the longest
/// block.
final class OverlayCells extends MergeSource {
    private final Overlay overlay;
    private final int group;
    private final long positionMax;
    private final long[] keys;
    private final CellRef ref = new CellRef();
    private int at = -1;
    private byte[] block = new byte[1 << 10];

    /// All cells of one that is no longer written to.
    OverlayCells(Overlay overlay) {
        this(overlay, 0, Directory.PARTITIONS - 1, 0, Long.MAX_VALUE);
    }

    /// The cells of one partition.
    ///
    /// @param group whose log its additions come by
    /// @param positionMax the last addition that counts
    OverlayCells(Overlay overlay, int partition, int group, long positionMax) {
        this(overlay, partition, partition, group, positionMax);
    }

    private OverlayCells(Overlay overlay, int from, int to, int group, long positionMax) {
        this.overlay = overlay;
        this.group = group;
        this.positionMax = positionMax;
        keys = overlay.sortedKeys(from, to);
    }

    @Override
    void rewind() {
        at = -1;
    }

    @Override
    boolean next() {
        while (++at < keys.length) {
            if (overlay.find(keys[at], group, positionMax, ref)) {
                return true;
            }
        }
        return false;
    }

    @Override
    long cell() {
        return keys[at];
    }

    @Override
    void load() {
        if (block.length < ref.storedBytes) {
            block = new byte[Math.max(2 * block.length, ref.storedBytes)];
        }
        MemorySegment.copy(overlay.memory(), Layouts.I8, ref.offset, block, 0, ref.storedBytes);
    }

    @Override
    byte[] bytes() {
        return block;
    }

    @Override
    int offset() {
        return 0;
    }

    @Override
    int storedBytes() {
        return ref.storedBytes;
    }

    @Override
    int plainBytes() {
        return ref.plainBytes;
    }

    @Override
    public void close() {}
}
