package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.blob.BlockCompressor;
import dev.lode.storage.index.Checksum;
import java.util.Arrays;

/// Cells that were made ready for a pack: compressed and checksummed, in the order of the input.
///
/// This is the part of packing that many threads can do: each fills batches of its own, and the
/// owner of the [PackWriter] adds them in the order of the input.
///
/// Threads: one at a time. Memory: what its cells take when compressed, and a third more; kept when
/// it is cleared.
public final class CellBatch {
    private static final int FIRST_BYTES = 16 << 10;
    private static final int FIRST_CELLS = 64;

    private final BlockCompressor compressor;
    private final int blobBytesMax;
    private final Checksum checks = new Checksum();
    private byte[] data = new byte[FIRST_BYTES];
    private int used;
    private int count;
    private int plainBytesMax;
    private long[] rooms = new long[FIRST_CELLS];
    private long[] orders = new long[FIRST_CELLS];
    private int[] ends = new int[FIRST_CELLS];

    CellBatch(BlockCompressor compressor, int blobBytesMax) {
        this.compressor = compressor;
        this.blobBytesMax = blobBytesMax;
    }

    /// Forgets all cells.
    public void clear() {
        used = 0;
        count = 0;
        plainBytesMax = 0;
    }

    /// How many cells are here.
    ///
    /// @return cells
    public int count() {
        return count;
    }

    /// Adds a cell.
    ///
    /// @param roomFp fingerprint of its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @param json holds the document, without its key
    /// @param offset of its first byte
    /// @param length of it
    /// @param line of the input, for messages
    /// @throws RefusedContent where the document is empty or too long, or the place cannot be
    public void add(
            long roomFp, int site, int spot, byte[] json, int offset, int length, long line) {
        String wrong = wrongPlace(site, spot);
        if (length < 1) {
            wrong = "the blob is empty";
        } else if (length > blobBytesMax) {
            wrong =
                    "the blob has "
                            + length
                            + " bytes, more than content.blobBytesMax ("
                            + blobBytesMax
                            + ")";
        }
        if (!wrong.isEmpty()) {
            throw new RefusedContent.BadCell(line, wrong);
        }
        reserve(Entry.HEAD_BYTES + BlobDecoder.storedBytesMax(length));
        int payloadAt = used + Entry.HEAD_BYTES;
        int stored =
                compressor.compress(json, offset, length, data, payloadAt, data.length - payloadAt);
        long order = Entry.cellOrder(site, spot);
        Entry.write(data, used, roomFp, order, line, stored, length, checks);
        used = payloadAt + stored;
        rooms[count] = roomFp;
        orders[count] = order;
        ends[count] = used;
        count++;
        plainBytesMax = Math.max(plainBytesMax, length);
    }

    byte[] data() {
        return data;
    }

    /// Bytes of all records.
    int bytes() {
        return used;
    }

    int plainBytesMax() {
        return plainBytesMax;
    }

    long roomFp(int cell) {
        return rooms[cell];
    }

    long order(int cell) {
        return orders[cell];
    }

    /// Where the record of a cell begins in [#data].
    int start(int cell) {
        return cell == 0 ? 0 : ends[cell - 1];
    }

    int length(int cell) {
        return ends[cell] - start(cell);
    }

    /// What is wrong with a place, or nothing.
    static String wrongPlace(int site, int spot) {
        return site < 0 || site >= CellKey.SITES || spot < 0 || spot >= CellKey.SPOTS
                ? "site "
                        + site
                        + ", spot "
                        + spot
                        + " cannot be: sites are 0 to 255, spots 0 to"
                        + " 1048575"
                : "";
    }

    private void reserve(int length) {
        if (data.length - used < length) {
            data = Arrays.copyOf(data, Math.max(used + length, data.length + (data.length >> 1)));
        }
        if (count == ends.length) {
            rooms = Arrays.copyOf(rooms, 2 * count);
            orders = Arrays.copyOf(orders, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
    }
}
