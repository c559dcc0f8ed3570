package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadScan;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.index.TreeShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A check of one partition after the other: rooms, order of cells, tree, and every blob.
///
/// Pages that failed their checksum are passed over: what they say cannot be judged. Threads: owned
/// by one. Memory: bounded.
final class ChunkCheck implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 16;
    private static final int BLOB_WINDOW_BYTES = 1 << 20;

    private final FileChannel file;
    private final ExtentPlace place;
    private final Findings findings;
    private final FileWindow roomWindow;
    private final FileWindow leafWindow;
    private final FileWindow blobWindow;
    private final List<FileWindow> levelWindows = new ArrayList<>();
    private final BlobDecoder decoder;
    private final MemorySegment document;
    private final BitSet damagedPages = new BitSet();
    private int partition;
    private long head;
    private long blobs;
    private ChunkHeader header = new ChunkHeader(0, 0, 0, 0, 0, 0, 0);
    private ChunkShape shape = ChunkShape.of(0, 0);
    private long plainTotal;
    private long storedTotal;

    ChunkCheck(FileChannel file, ExtentPlace place, Findings findings) {
        this.file = file;
        this.place = place;
        this.findings = findings;
        roomWindow = new FileWindow(file, WINDOW_BYTES);
        leafWindow = new FileWindow(file, WINDOW_BYTES);
        int blobMax = BlobDecoder.storedBytesMax(place.blobBytesMax());
        blobWindow = new FileWindow(file, Math.max(BLOB_WINDOW_BYTES, blobMax));
        decoder = new BlobDecoder(place.blobBytesMax());
        document = MemorySegment.ofArray(new byte[place.blobBytesMax()]);
    }

    /// Length of the documents that were sound.
    long plainBytes() {
        return plainTotal;
    }

    /// Length of the blobs that were looked at.
    long storedBytes() {
        return storedTotal;
    }

    /// Forgets the damage of the partition before.
    void begin(int of, long headAt, long blobsAt) {
        partition = of;
        head = headAt;
        blobs = blobsAt;
        damagedPages.clear();
    }

    /// Notes a damaged range of the head.
    void headDamaged(long offset, long bytes, String what) {
        boolean isPage = what.equals("page");
        if (isPage) {
            long page = (offset - head - ChunkShape.HEADER_BYTES) / ChunkShape.PAGE_BYTES;
            damagedPages.set((int) page);
        }
        String section = offset < place.headsAt() + Directory.BYTES ? "directory" : "heads";
        findings.add(section, partition, -1, offset, bytes, "damaged " + what);
    }

    /// Checks what the pages that are sound say.
    void check(ChunkHeader of) throws IOException {
        header = of;
        shape = ChunkShape.of(of.rooms(), of.cells());
        checkRooms();
        checkCells();
    }

    private void checkRooms() throws IOException {
        long before = 0;
        long cells = 0;
        boolean whole = true;
        for (int i = 0; i < header.rooms(); i++) {
            long at = ChunkShape.HEADER_BYTES + (long) i * ChunkShape.ROOM_BYTES;
            if (!sound(at, ChunkShape.ROOM_BYTES)) {
                whole = false;
                continue;
            }
            roomWindow.load(head + at, ChunkShape.ROOM_BYTES);
            long fp = roomWindow.getLong(0);
            cells += roomWindow.getInt(12) & 0xFFFF_FFFFL;
            if (fp >>> 48 != partition
                    || roomWindow.getInt(8) != i
                    || (whole && i > 0 && Long.compareUnsigned(fp, before) <= 0)) {
                wrong(i, head + at, ChunkShape.ROOM_BYTES, "room out of order");
            }
            before = fp;
        }
        if (whole && cells != header.cells()) {
            wrong(-1, head, ChunkShape.HEADER_BYTES, "rooms and tree disagree on the cells");
        }
    }

    private void checkCells() throws IOException {
        long before = 0;
        boolean hasBefore = false;
        long nextBlob = 0;
        for (long leaf = 0; leaf < shape.tree().leaves(); leaf++) {
            long at = shape.leavesAt() + leaf * TreeShape.LEAF_BYTES;
            if (!sound(at, TreeShape.LEAF_BYTES)) {
                hasBefore = false;
                nextBlob = -1;
                continue;
            }
            leafWindow.load(head + at, TreeShape.LEAF_BYTES);
            checkSeparator(leaf, leafWindow.getLong(0));
            int slots = (int) Math.min(TreeShape.SLOTS, header.cells() - leaf * TreeShape.SLOTS);
            for (int slot = 0; slot < slots; slot++) {
                leafWindow.load(head + at, TreeShape.LEAF_BYTES);
                long key = leafWindow.getLong(slot * 8);
                int value = (int) CellTree.valueAt(0, slot);
                long low = leafWindow.getLong(value);
                long high = leafWindow.getLong(value + 8);
                if (CellKey.partition(key) != partition
                        || CellKey.ordinal(key) >= header.rooms()
                        || (hasBefore && Long.compareUnsigned(key, before) <= 0)) {
                    wrong(-1, head + at, TreeShape.LEAF_BYTES, "cell out of order");
                    continue;
                }
                before = key;
                hasBefore = true;
                if (nextBlob >= 0 && CellValue.offset(low) != nextBlob) {
                    wrong(
                            CellKey.ordinal(key),
                            head + at,
                            TreeShape.LEAF_BYTES,
                            "blob not behind the one before");
                }
                nextBlob = CellValue.offset(low) + CellValue.storedBytes(low, high);
                checkBlob(key, low, high);
            }
        }
        if (nextBlob >= 0 && nextBlob != header.blobBytes()) {
            wrong(-1, head, ChunkShape.HEADER_BYTES, "blobs are not as long as the header says");
        }
    }

    private void checkBlob(long key, long low, long high) throws IOException {
        int stored = CellValue.storedBytes(low, high);
        int plain = CellValue.plainBytes(high);
        long offset = CellValue.offset(low);
        String name = "blob of site " + CellKey.site(key) + ", spot " + CellKey.spot(key);
        storedTotal += stored;
        if (plain > place.blobBytesMax()
                || stored > BlobDecoder.storedBytesMax(plain)
                || !HeadScan.within(offset, stored, 0, header.blobBytes())) {
            blobWrong(key, offset, stored, name + " with an impossible length or place");
            return;
        }
        try {
            blobWindow.load(blobs + offset, stored);
        } catch (IOException e) {
            blobWrong(key, offset, stored, name + " that cannot be read");
            return;
        }
        int decoded =
                decoder.decode(
                        key,
                        CellValue.checksum(high),
                        plain,
                        MemorySegment.ofArray(blobWindow.bytes()),
                        blobWindow.offset(),
                        stored,
                        document,
                        0,
                        plain);
        if (decoded == plain) {
            plainTotal += plain;
        } else {
            blobWrong(key, offset, stored, "damaged " + name);
        }
    }

    private void checkSeparator(long leaf, long firstKey) throws IOException {
        if (leaf == 0) {
            return;
        }
        int level = 1;
        long index = leaf;
        while (index % TreeShape.FANOUT == 0) {
            level++;
            index /= TreeShape.FANOUT;
        }
        long at =
                shape.treeAt()
                        + shape.tree().levelAt(level)
                        + index / TreeShape.FANOUT * TreeShape.INNER_BYTES
                        + (index % TreeShape.FANOUT - 1) * 8;
        if (!sound(at, 8)) {
            return;
        }
        while (levelWindows.size() < level) {
            levelWindows.add(new FileWindow(file, ChunkShape.PAGE_BYTES));
        }
        var window = levelWindows.get(level - 1);
        window.load(head + at, 8);
        if (window.getLong(0) != firstKey) {
            wrong(-1, head + at, 8, "separator that does not fit its leaf");
        }
    }

    /// Whether no page of a range of the head failed its checksum.
    private boolean sound(long at, long bytes) {
        if (damagedPages.isEmpty()) {
            return true;
        }
        long from = (at - ChunkShape.HEADER_BYTES) / ChunkShape.PAGE_BYTES;
        long to = (at + bytes - 1 - ChunkShape.HEADER_BYTES) / ChunkShape.PAGE_BYTES;
        int next = damagedPages.nextSetBit((int) from);
        return next < 0 || next > to;
    }

    private void wrong(int ordinal, long offset, long bytes, String what) {
        findings.add("heads", partition, ordinal, offset, bytes, what);
    }

    private void blobWrong(long key, long offset, long bytes, String what) {
        findings.add("blobs", partition, CellKey.ordinal(key), blobs + offset, bytes, what);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
