package dev.lode.content;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Some lines of cells.jsonl on their way: read by one thread, checked by another, used up by a
/// third in the order of the file.
///
/// Threads: one at a time; what one leaves the next finds, because portions go through queues and
/// futures. Memory: its lines, and what the taker keeps of them.
///
/// @param <T> takes the cells
final class CellPortion<T extends CellTaker> {
    /// The lines.
    final LineBatch lines;

    /// What was taken of them.
    final T taken;

    private final LineCheck check;
    private final CellReader reader;
    private final RoomFinder rooms;
    private final AuthoringFolder folder;
    private final CellLine cell = new CellLine();
    private final List<Remark> remarks = new ArrayList<>();
    private long cells;
    private @Nullable Future<?> checking;

    CellPortion(AuthoringFolder folder, Limits limits, RoomBook book, int batchBytes, T taken) {
        this.folder = folder;
        this.taken = taken;
        lines = new LineBatch(batchBytes);
        check = new LineCheck(folder.cells());
        reader = new CellReader(folder.cells(), limits);
        rooms = new RoomFinder(book);
    }

    /// Checks every line and gives the cells that are well to the taker.
    void check() {
        taken.clear();
        remarks.clear();
        cells = 0;
        for (int i = 0; i < lines.lines(); i++) {
            int from = lines.start(i);
            int length = lines.length(i);
            if (!LineCheck.blank(lines.bytes, from, length)) {
                try {
                    check.check(lines.bytes, from, length, lines.number(i));
                    reader.read(lines.bytes, from, length, lines.number(i), cell);
                    cells++;
                    place();
                } catch (ContentException e) {
                    remarks.add(new Remark.Fault(e.finding()));
                }
            }
        }
        lines.fault().ifPresent(fault -> remarks.add(new Remark.Fault(fault.finding())));
    }

    /// What was found, in the order of the lines.
    List<Remark> remarks() {
        return remarks;
    }

    /// How many lines are cells, whether or not there is a place for them.
    long cells() {
        return cells;
    }

    /// Says who checks it.
    void checking(Future<?> by) {
        checking = by;
    }

    /// Waits until it is checked.
    void await() throws InterruptedException {
        if (checking == null) {
            throw new IllegalStateException("nobody checks this portion");
        }
        try {
            checking.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException refused -> throw refused;
                case Error defect -> throw defect;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void place() {
        int room = rooms.find(cell.room);
        if (room < 0) {
            throw bad(
                    "the room '" + cell.room + "' is not in " + folder.rooms().getFileName(),
                    "add the room, or take the cell out");
        }
        int sites = rooms.sites(room);
        if (cell.site >= sites) {
            throw bad(
                    "the room '%s' has %d sites, and none of number %d"
                            .formatted(cell.room, sites, cell.site),
                    "name a site from 0 to " + (sites - 1));
        }
        if (!cell.key.isEmpty()) {
            remarks.add(new Remark.Key(cell.key, cell.line, room, cell.site, cell.spot));
        }
        taken.cell(room, cell);
    }

    private ContentException bad(String text, String remedy) {
        return new ContentException(folder.cells(), cell.line, Code.BAD_CELL, text, remedy);
    }
}
