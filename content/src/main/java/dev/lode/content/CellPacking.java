package dev.lode.content;

import dev.lode.storage.pack.CellBatch;
import dev.lode.storage.pack.PackWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The way of cells from a scan into a writer, with notes of where the file stood whenever a run is
/// written out.
///
/// Threads: owned by one; the batches are filled by those of the scan.
final class CellPacking implements FolderScan.PortionSink<CellPacking.Packed> {
    private final FolderScan scan;
    private final PackWriter writer;
    private CellsAt at = CellsAt.START;
    private int keysNoted;

    CellPacking(FolderScan scan, PackWriter writer) {
        this.scan = scan;
        this.writer = writer;
    }

    /// Packs the cells that were not packed by a pack that was killed.
    void run() throws IOException {
        for (byte[] bytes : writer.marks()) {
            CellMark mark = CellMark.of(bytes, scan.prizeOfKey());
            mark.keys().forEach(scan::restore);
            at = mark.at();
        }
        if (at.cells() != writer.cells()) {
            throw new IOException(
                    "the runs that were left hold %d cells and their notes say %d: pack with --fresh"
                            .formatted(writer.cells(), at.cells()));
        }
        keysNoted = scan.keys().size();
        RoomBook rooms = scan.rooms();
        scan.readCells(at, () -> new Packed(rooms, writer.newBatch()), this);
        note();
    }

    @Override
    public void take(Packed portion) throws IOException {
        if (!writer.takes(portion.batch)) {
            note();
        }
        writer.add(portion.batch);
    }

    @Override
    public void behind(CellsAt place) {
        at = place;
    }

    private void note() throws IOException {
        Map<String, HiddenPlace> since = new LinkedHashMap<>();
        scan.keys().entrySet().stream()
                .skip(keysNoted)
                .forEach(key -> since.put(key.getKey(), key.getValue()));
        keysNoted = scan.keys().size();
        writer.spill(new CellMark(at, since).bytes());
    }

    /// The cells of one portion, compressed.
    static final class Packed implements CellTaker {
        private final RoomBook rooms;
        private final CellBatch batch;

        Packed(RoomBook rooms, CellBatch batch) {
            this.rooms = rooms;
            this.batch = batch;
        }

        @Override
        public void clear() {
            batch.clear();
        }

        @Override
        public void cell(int room, CellLine cell) {
            batch.add(
                    rooms.fingerprint(room),
                    cell.site,
                    cell.spot,
                    cell.blob,
                    0,
                    cell.blobBytes,
                    cell.line);
        }
    }
}
