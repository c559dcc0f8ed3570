package dev.lode.content;

import dev.lode.base.knob.Settings;
import dev.lode.base.time.NanoClock;
import dev.lode.storage.pack.PackKnobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Checks an authoring folder: everything that would keep it from being packed, or a hunt on it
/// from being won.
///
/// Memory: hunt.yaml, about 80 bytes a room and 200 a key, the graph while ways are checked, and
/// `pack.sortBytes` for finding cells that stand twice; nothing grows with the cells. Cells are
/// read once, and once more where some stand twice, to tell their lines.
public final class Lint {
    private final AuthoringFolder folder;
    private final Limits limits;
    private final TempFiles temp;
    private final ProgressMeter meter;
    private final GatheredFindings findings;

    private Lint(AuthoringFolder folder, Settings settings, ProgressListener listener) {
        this.folder = folder;
        limits = Limits.of(settings);
        temp =
                new TempFiles(
                        settings.get(PackKnobs.TEMP_FOLDER)
                                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))));
        meter = new ProgressMeter(listener, NanoClock.SYSTEM, limits.progressInterval());
        findings = new GatheredFindings(limits.findingsPerCode());
    }

    /// Checks a folder.
    ///
    /// @param folder the authoring folder
    /// @param settings the bounds, as knobs
    /// @param listener hears how far it has come
    /// @return what was found; the same for the same folder
    public static LintReport run(Path folder, Settings settings, ProgressListener listener) {
        AuthoringFolder files;
        try {
            files = AuthoringFolder.at(folder);
        } catch (ContentException e) {
            GatheredFindings one = new GatheredFindings(1);
            one.found(e.finding());
            return one.report(0, 0, 0, false);
        }
        return new Lint(files, settings, listener).run();
    }

    private LintReport run() {
        try (FolderScan scan = new FolderScan(folder, limits, temp, findings, meter);
                CellDuplicates places =
                        new CellDuplicates(temp, limits.sortBytes(), limits.findingsPerCode())) {
            scan.readHunt();
            scan.readRooms();
            if (broken()) {
                // Every cell would be of an unknown room: one finding says more than a million.
                return findings.report(scan.rooms().size(), 0, 0, false);
            }
            scan.readCells(CellsAt.START, Places::new, taken -> taken.addTo(places));
            if (!broken()) {
                scan.checkKeys();
                scan.checkWays(true);
            }
            tellDuplicates(places, scan.rooms());
            return findings.report(
                    scan.rooms().size(), scan.cells(), scan.keys().size(), !broken());
        } catch (ContentException e) {
            // A hunt.yaml that cannot be read, or a disk that refuses.
            findings.found(e.finding());
            return findings.report(0, 0, 0, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The places of the cells of one portion.
    private static final class Places implements CellTaker {
        private static final int FIRST = 1 << 10;

        private long[] places = new long[FIRST];
        private int count;

        @Override
        public void clear() {
            count = 0;
        }

        @Override
        public void cell(int room, CellLine cell) {
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = CellDuplicates.place(room, cell.site, cell.spot);
        }

        void addTo(CellDuplicates duplicates) {
            for (int i = 0; i < count; i++) {
                duplicates.add(places[i]);
            }
        }
    }

    private boolean broken() {
        return findings.of(Code.LZ4) + findings.of(Code.FILE) > 0;
    }

    private void tellDuplicates(CellDuplicates places, RoomBook rooms) {
        Set<Long> told = places.find();
        long untold = places.count();
        if (told.isEmpty()) {
            return;
        }
        Map<Long, Long> firstLines = new HashMap<>();
        long[] found = {0};
        CellReader reader = new CellReader(folder.cells(), limits);
        RoomFinder finder = new RoomFinder(rooms);
        CellLine cell = new CellLine();
        try (JsonLines lines = new JsonLines(folder.cells(), limits.lineBytesMax())) {
            while (true) {
                try {
                    if (!lines.next()) {
                        break;
                    }
                    reader.read(lines.bytes(), 0, lines.length(), lines.line(), cell);
                } catch (ContentException e) {
                    // Told in the first reading.
                    continue;
                }
                int room = finder.find(cell.room);
                long place = CellDuplicates.place(room, cell.site, cell.spot);
                if (room >= 0 && told.contains(place)) {
                    Long first = firstLines.putIfAbsent(place, cell.line);
                    if (first != null) {
                        found[0]++;
                        findings.found(duplicate(cell, first));
                    }
                }
            }
        }
        if (untold > found[0]) {
            findings.count(Code.DUPLICATE_CELL, untold - found[0]);
        }
    }

    private Finding duplicate(CellLine cell, long first) {
        return new Finding(
                folder.cells().toString(),
                cell.line,
                Code.DUPLICATE_CELL,
                "the cell %s/%d/%d stands already in line %d"
                        .formatted(cell.room, cell.site, cell.spot, first),
                "give each cell one blob");
    }
}
