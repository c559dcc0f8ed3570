package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadCheck;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A check of one partition after the other: rooms, order of cells, tree, and every blob.
///
/// Pages that failed their checksum are passed over: what they say cannot be judged. Threads: owned
/// by one. Memory: bounded.
final class ChunkCheck implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 16;
    private static final int BLOB_WINDOW_BYTES = 1 << 20;

    private final FileChannel file;
    private final ExtentPlace place;
    private final @Nullable BlobDictionaries dictionaries;
    private final Findings findings;
    private final FileWindow roomWindow;
    private final FileWindow leafWindow;
    private final FileWindow blobWindow;
    private final List<FileWindow> levelWindows = new ArrayList<>();
    private final BlobDecoder decoder;
    private final Checksum checksum = new Checksum();
    private final MemorySegment document;
    private final BitSet damagedPages = new BitSet();
    private int partition;
    private long head;
    private long blobs;
    private ChunkHeader header = new ChunkHeader(0, 0, KeyShape.NONE, 0, 0, 0, 0, List.of(), 0);
    private ChunkShape shape = ChunkShape.of(0, KeyShape.NONE, 0);
    private boolean roomsSound;
    private int room;
    private long roomCells;
    private long plainTotal;
    private long storedTotal;

    /// @param dictionaries what the blobs of a partition refer to; null where nobody knows, so that
    ///   blobs are compared with their checksums alone
    ChunkCheck(
            FileChannel file,
            ExtentPlace place,
            @Nullable BlobDictionaries dictionaries,
            Findings findings) {
        this.file = file;
        this.dictionaries = dictionaries;
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
        decoder.with(dictionaries == null ? null : dictionaries.of(partition));
        shape = of.shape();
        checkRooms();
        checkCells();
    }

    private void checkRooms() throws IOException {
        long before = 0;
        long cells = 0;
        int ordinalBefore = -1;
        roomsSound = true;
        for (int i = 0; i < header.rooms(); i++) {
            if (!sound(roomAt(i), ChunkShape.ROOM_BYTES)) {
                roomsSound = false;
                continue;
            }
            loadRoom(i);
            long fp = roomWindow.getLong(0);
            int ordinal = roomWindow.getInt(8);
            cells += roomWindow.getInt(12) & 0xFFFF_FFFFL;
            if (fp >>> 48 != partition
                    || ordinal <= ordinalBefore
                    || ordinal >>> header.keys().ordinalBits() != 0
                    || (ordinalBefore >= 0 && Long.compareUnsigned(fp, before) <= 0)) {
                wrong(ordinal, head + roomAt(i), ChunkShape.ROOM_BYTES, "room out of order");
                roomsSound = false;
            }
            before = fp;
            ordinalBefore = ordinal;
        }
        if (roomsSound && cells != header.cells()) {
            wrong(-1, head, ChunkShape.HEADER_BYTES, "rooms and tree disagree on the cells");
            roomsSound = false;
        }
        room = -1;
        roomCells = 0;
    }

    private void checkCells() throws IOException {
        TreeShape tree = shape.tree();
        long before = 0;
        boolean hasBefore = false;
        long nextBlob = 0;
        for (long leaf = 0; leaf < tree.leaves(); leaf++) {
            long at = shape.leafAt(leaf);
            int bytes = tree.leafBytes(leaf);
            if (!sound(at, bytes)) {
                hasBefore = false;
                nextBlob = -1;
                roomsSound = false;
                continue;
            }
            leafWindow.load(head + at, bytes);
            checkSeparator(leaf, key(leafWindow, 0));
            int slots = (int) Math.min(tree.slots(), header.cells() - leaf * tree.slots());
            checkUnused(at, slots);
            for (int slot = 0; slot < slots; slot++) {
                leafWindow.load(head + at, bytes);
                long written = key(leafWindow, slot * tree.keyBytes());
                long key = header.keys().cellKey(partition, written);
                int value = TreeShape.NODE_BYTES + slot * TreeShape.VALUE_BYTES;
                long low = leafWindow.getLong(value);
                long high = leafWindow.getLong(value + 8);
                if (CellKey.partition(key) != partition
                        || header.keys().treeKey(key) != written
                        || !header.keys().holds(key)
                        || (hasBefore && Long.compareUnsigned(key, before) <= 0)
                        || !isOfItsRoom(key)) {
                    wrong(-1, head + at, bytes, "cell out of order");
                    continue;
                }
                before = key;
                hasBefore = true;
                if (nextBlob >= 0 && CellValue.offset(low) != nextBlob) {
                    wrong(CellKey.ordinal(key), head + at, bytes, "blob not behind the one before");
                }
                nextBlob = CellValue.offset(low) + CellValue.storedBytes(low, high);
                checkBlob(key, low, high);
            }
        }
        if (nextBlob >= 0 && nextBlob != header.blobBytes()) {
            wrong(-1, head, ChunkShape.HEADER_BYTES, "blobs are not as long as the header says");
        }
    }

    /// Whether a cell is one of as many as the next room is said to have; true where the rooms
    /// cannot be judged.
    private boolean isOfItsRoom(long key) throws IOException {
        if (!roomsSound) {
            return true;
        }
        while (roomCells == 0 && ++room < header.rooms()) {
            loadRoom(room);
            roomCells = roomWindow.getInt(12) & 0xFFFF_FFFFL;
        }
        roomCells--;
        if (room >= header.rooms()) {
            return false;
        }
        loadRoom(room);
        return roomWindow.getInt(8) == CellKey.ordinal(key);
    }

    private void loadRoom(int index) throws IOException {
        roomWindow.load(head + roomAt(index), ChunkShape.ROOM_BYTES);
    }

    private static long roomAt(int index) {
        return ChunkShape.HEADER_BYTES + (long) index * ChunkShape.ROOM_BYTES;
    }

    private long key(FileWindow window, int at) {
        return shape.tree().slots() == TreeShape.NARROW_SLOTS
                ? window.getInt(at) & 0xFFFF_FFFFL
                : window.getLong(at);
    }

    /// Places of the last leaf that no cell has: a search relies on what is in them.
    private void checkUnused(long at, int slots) {
        for (int i = slots * shape.tree().keyBytes(); i < TreeShape.NODE_BYTES; i += 4) {
            if (leafWindow.getInt(i) != -1) {
                wrong(-1, head + at, TreeShape.NODE_BYTES, "unused key that is not all ones");
                return;
            }
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
                || !HeadCheck.within(offset, stored, 0, header.blobBytes())) {
            blobWrong(key, offset, stored, name + " with an impossible length or place");
            return;
        }
        try {
            blobWindow.load(blobs + offset, stored);
        } catch (IOException e) {
            blobWrong(key, offset, stored, name + " that cannot be read");
            return;
        }
        if (dictionaries == null) {
            int found = checksum.ofBlob(blobWindow.bytes(), blobWindow.offset(), stored, key);
            judge(found == CellValue.checksum(high), plain, key, offset, stored, name);
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
        judge(decoded == plain, plain, key, offset, stored, name);
    }

    private void judge(boolean sound, int plain, long key, long offset, int stored, String name) {
        if (sound) {
            plainTotal += plain;
        } else {
            blobWrong(key, offset, stored, "damaged " + name);
        }
    }

    private void checkSeparator(long leaf, long firstKey) throws IOException {
        if (leaf == 0) {
            return;
        }
        TreeShape tree = shape.tree();
        int level = 1;
        long index = leaf;
        while (index % tree.fanout() == 0) {
            level++;
            index /= tree.fanout();
        }
        long at =
                shape.treeAt()
                        + tree.levelAt(level)
                        + index / tree.fanout() * TreeShape.NODE_BYTES
                        + (index % tree.fanout() - 1) * tree.keyBytes();
        if (!sound(at, tree.keyBytes())) {
            return;
        }
        while (levelWindows.size() < level) {
            levelWindows.add(new FileWindow(file, ChunkShape.PAGE_BYTES));
        }
        var window = levelWindows.get(level - 1);
        window.load(head + at, tree.keyBytes());
        if (key(window, 0) != firstKey) {
            wrong(-1, head + at, tree.keyBytes(), "separator that does not fit its leaf");
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
