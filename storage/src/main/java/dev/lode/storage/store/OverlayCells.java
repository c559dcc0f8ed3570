package dev.lode.storage.store;

import dev.lode.base.Layouts;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import java.lang.foreign.MemorySegment;

/// The cells of an overlay that is no longer written to.
///
/// Memory: 8 bytes a cell, and the longest block.
final class OverlayCells extends MergeSource {
    private final Overlay overlay;
    private final long[] keys;
    private final CellRef ref = new CellRef();
    private int at = -1;
    private byte[] block = new byte[1 << 10];

    OverlayCells(Overlay overlay) {
        this.overlay = overlay;
        keys = overlay.sortedKeys(0, Directory.PARTITIONS - 1);
    }

    @Override
    void rewind() {
        at = -1;
    }

    @Override
    boolean next() {
        return ++at < keys.length;
    }

    @Override
    long cell() {
        return keys[at];
    }

    @Override
    void load() {
        boolean there = overlay.find(keys[at], ref);
        assert there : keys[at];
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
