package dev.lode.storage.pack;

import dev.lode.storage.extent.ExtentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The pass that turns sorted records into an extent and finds what cannot be packed.
///
/// Threads: owned by one.
final class PackMerge {
    private static final int REPORT_EVERY = 1 << 12;
    private static final long NO_ORDER = -1;

    private final ExtentWriter extent;
    private final List<HiddenKey> unplaced;
    private final List<HiddenKey> placed = new ArrayList<>();
    private boolean hasRoom;
    private long roomFp;
    private int ordinal;
    private long order = NO_ORDER;
    private long line;
    private long cell;
    private boolean keyed;

    PackMerge(ExtentWriter extent, List<HiddenKey> unplaced) {
        this.extent = extent;
        this.unplaced = unplaced;
    }

    /// Writes every record; returns the keys with their cells, in the order of these.
    List<HiddenKey> run(RecordFeed records, long cells, PackProgress progress) throws IOException {
        long done = 0;
        while (records.next()) {
            Entry entry = records.entry;
            if (entry.order == Entry.ROOM) {
                room(entry);
            } else if (Entry.isKey(entry.order)) {
                key(entry);
            } else {
                cell(entry, records);
                if (++done % REPORT_EVERY == 0) {
                    progress.at(PackProgress.Stage.MERGE, done, cells);
                }
            }
        }
        progress.at(PackProgress.Stage.MERGE, done, cells);
        return placed;
    }

    private void room(Entry entry) throws IOException {
        if (hasRoom && entry.roomFp == roomFp) {
            throw new RefusedContent.DuplicateRoom(roomFp);
        }
        ordinal = hasRoom && entry.roomFp >>> 48 == roomFp >>> 48 ? ordinal + 1 : 0;
        hasRoom = true;
        roomFp = entry.roomFp;
        order = NO_ORDER;
        extent.room(roomFp, ordinal);
    }

    private void cell(Entry entry, RecordFeed record) throws IOException {
        if (!hasRoom || entry.roomFp != roomFp) {
            throw new RefusedContent.UnknownRoom(entry.roomFp, entry.line);
        }
        int site = Entry.site(entry.order);
        int spot = Entry.spot(entry.order);
        if (entry.order == order) {
            throw new RefusedContent.DuplicateCell(roomFp, site, spot, line, entry.line);
        }
        order = entry.order;
        line = entry.line;
        keyed = false;
        cell = extent.key(site, spot);
        if (record.hasBlobs()) {
            extent.cell(
                    cell, record.bytes(), record.payloadAt(), entry.storedBytes, entry.plainBytes);
        } else {
            extent.placedCell(cell, entry.blockCheck, entry.storedBytes, entry.plainBytes);
        }
    }

    private void key(Entry entry) {
        HiddenKey key = unplaced.get((int) entry.line);
        if (!hasRoom || entry.roomFp != roomFp || entry.order != order + 1) {
            throw new RefusedContent.BadKey(key.keyId(), "there is no cell where it is hidden");
        }
        if (keyed) {
            throw new RefusedContent.BadKey(
                    key.keyId(), "its cell hides " + placed.getLast().keyId() + " already");
        }
        keyed = true;
        placed.add(new HiddenKey(cell, key.keyId(), key.prize(), key.prizeId(), key.stock()));
    }
}
