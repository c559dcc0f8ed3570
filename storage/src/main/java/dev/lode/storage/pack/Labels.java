package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rooms and hidden keys of a pack, on their way to the merge with its cells.
///
/// Threads: owned by one. Memory: the buffer, and on the heap the keys. Errors: those of the disk,
/// where the buffer is written out.
final class Labels implements AutoCloseable {
    private final RunSet runs;
    private final ExtentPlan plan;
    private final SortBuffer buffer;
    private final List<HiddenKey> keys = new ArrayList<>();
    private final Set<String> keyIds = new HashSet<>();
    private final Set<Integer> prizes = new HashSet<>();
    private final byte[] label = new byte[Entry.HEAD_BYTES];
    private final Checksum checks = new Checksum();
    private long rooms;
    private long spilledBytes;

    /// @param runs takes what is written out
    /// @param plan counts the rooms
    /// @param buffer closed with this
    Labels(RunSet runs, ExtentPlan plan, SortBuffer buffer) {
        this.runs = runs;
        this.plan = plan;
        this.buffer = buffer;
    }

    /// How many rooms were added.
    long rooms() {
        return rooms;
    }

    /// The keys that were added, in their order; their cells are not known yet.
    List<HiddenKey> keys() {
        return keys;
    }

    /// Bytes that were written out.
    long spilledBytes() {
        return spilledBytes;
    }

    void addRoom(long roomFp) throws IOException {
        int partition = (int) (roomFp >>> 48);
        if (plan.rooms(partition) == CellKey.ORDINALS) {
            throw new RefusedContent.FullPartition(partition, CellKey.ORDINALS);
        }
        plan.addRoom(partition);
        rooms++;
        add(roomFp, Entry.ROOM, 0);
    }

    /// @param key as it will be; its cell is not known yet
    void addKey(long roomFp, int site, int spot, HiddenKey key) throws IOException {
        String wrong = CellBatch.wrongPlace(site, spot);
        if (wrongName(key.keyId()) || wrongName(key.prizeId())) {
            wrong = "names of keys and prizes have 1 to 64 bytes of UTF-8";
        } else if (key.stock() < 1 || key.prize() < 0) {
            wrong = "stock " + key.stock() + " of prize " + key.prize() + " cannot be";
        } else if (!keyIds.add(key.keyId())) {
            wrong = "it is hidden in two cells";
        } else if (!prizes.add(key.prize())) {
            wrong = "its prize " + key.prizeId() + " belongs to another key too";
        }
        if (!wrong.isEmpty()) {
            throw new RefusedContent.BadKey(key.keyId(), wrong);
        }
        add(roomFp, Entry.keyOrder(site, spot), keys.size());
        keys.add(key);
    }

    private static boolean wrongName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes < 1 || bytes > SealedKeys.NAME_BYTES_MAX;
    }

    private void add(long roomFp, long order, long line) throws IOException {
        if (!buffer.fits(label.length, 1)) {
            spill();
        }
        Entry.write(label, 0, roomFp, order, line, 0, 0, checks);
        buffer.add(roomFp, order, label, 0, label.length);
    }

    /// Writes out what is in memory.
    void spill() throws IOException {
        if (!buffer.isEmpty()) {
            spilledBytes += buffer.bytes();
            runs.spillLabels(buffer);
        }
    }

    /// Gives the memory back; the keys stay.
    @Override
    public void close() {
        buffer.close();
    }
}
