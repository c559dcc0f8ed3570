package dev.lode.content;

import dev.lode.base.time.NanoClock;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.graph.HuntGraphBuilder;
import dev.lode.game.graph.RoomRecord;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.pack.PackInfo;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.PackOptions;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.PackWriter;
import dev.lode.storage.pack.RefusedContent;
import dev.lode.storage.pack.SecretFile;
import dev.lode.storage.pack.SectionWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Turns an authoring folder into a sealed pack and its secret.
///
/// Blobs are stored as minimal JSON: the author's text without white space between tokens and
/// without the member `key`, otherwise byte for byte as written. Packing stops at the first thing
/// that lint would find; what is under the pack's name then is what was there before. A pack that
/// was killed is taken up where its sort stopped, if the folder is as it was.
///
/// Memory: as [Lint], plus what [PackWriter] takes and a few batches a worker; nothing grows with
/// the cells.
public final class Packing {
    private final PackRequest request;
    private final AuthoringFolder folder;
    private final Limits limits;
    private final ProgressMeter meter;
    private final PackOptions options;
    private final int dictionaryBytes;
    private final List<String> notes = new ArrayList<>();

    private Packing(PackRequest request, ProgressListener listener) {
        this.request = request;
        folder = AuthoringFolder.at(request.folder());
        limits = Limits.of(request.settings());
        meter = new ProgressMeter(listener, NanoClock.SYSTEM, limits.progressInterval());
        options = PackOptions.of(request.settings(), new Stages());
        dictionaryBytes = Math.toIntExact(request.settings().get(PackKnobs.DICTIONARY_BYTES));
    }

    /// Packs a folder.
    ///
    /// @param request what and where to
    /// @param listener hears how far it has come
    /// @return what was written
    /// @throws ContentException where the folder is not fit to be packed
    /// @throws IOException where the disk refuses
    public static PackResult run(PackRequest request, ProgressListener listener)
            throws IOException {
        return new Packing(request, listener).run();
    }

    private PackResult run() throws IOException {
        Path pack = request.pack().toAbsolutePath();
        Path temp = options.tempFolder().orElse(pack.getParent());
        if (temp == null || !Files.isDirectory(temp)) {
            throw new ContentException(
                    request.pack(), 0, Code.FILE, "its folder is not there", "make the folder");
        }
        if (dictionaryBytes > 0) {
            BlobDictionary.mustBePossible();
        }
        String input = InputIdentity.of(folder, reading());
        byte[] dictionary = DictionarySample.of(folder, limits, dictionaryBytes);
        try (FolderScan scan =
                        new FolderScan(
                                folder, limits, new TempFiles(temp), FindingSink.STOP, meter);
                PackWriter writer =
                        PackWriter.create(
                                request.pack(), options, dictionary, input, request.fresh())) {
            HuntFile hunt = scan.readHunt();
            RoomBook rooms = scan.readRooms();
            scan.checkWays(false);
            for (int room = 0; room < rooms.size(); room++) {
                writer.addRoom(rooms.fingerprint(room));
            }
            new CellPacking(scan, writer).run();
            if (!InputIdentity.of(folder, reading()).equals(input)) {
                throw new ContentException(
                        folder.path(),
                        0,
                        Code.FILE,
                        "a file was changed while it was read",
                        "run lode pack again when nothing writes there");
            }
            scan.checkKeys();
            scan.checkWays(true);
            for (Map.Entry<String, HiddenPlace> key : scan.keys().entrySet()) {
                HiddenPlace place = key.getValue();
                Prize prize = hunt.prizes().get(place.prize());
                writer.addKey(
                        rooms.fingerprint(place.room()),
                        place.site(),
                        place.spot(),
                        key.getKey(),
                        place.prize(),
                        prize.id(),
                        prize.stock());
            }
            PackInfo info =
                    finish(
                            writer,
                            HuntMeta.of(hunt).json(),
                            out -> writeGraph(out, scan, hunt.prizes().size()));
            return new PackResult(
                    request.pack(), SecretFile.of(request.pack()), info, List.copyOf(notes));
        } catch (RefusedContent refused) {
            throw place(refused);
        }
    }

    /// What, beside the files, decides which cells come out of them.
    private String reading() {
        return "compressor %s, dictionary %d, blobBytesMax %d, lineBytesMax %d, depthMax %d"
                .formatted(
                        options.compressor(),
                        dictionaryBytes,
                        limits.blobBytesMax(),
                        limits.lineBytesMax(),
                        limits.depthMax());
    }

    /// Draws the secret last, and takes it back where there will be no pack that it belongs to.
    private PackInfo finish(PackWriter writer, byte[] meta, SectionWriter graph)
            throws IOException {
        Path file = SecretFile.of(request.pack());
        boolean drawn = Files.notExists(file);
        byte[] secret = SecretFile.forPack(request.pack(), options.progress());
        boolean done = false;
        try {
            PackInfo info = writer.finish(meta, graph, secret);
            done = true;
            return info;
        } finally {
            if (!done && drawn && Files.notExists(request.pack())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void writeGraph(OutputStream out, FolderScan scan, int prizes)
            throws IOException {
        HuntGraphBuilder graph = new HuntGraphBuilder(out, prizes);
        RoomDocument document = new RoomDocument();
        for (int index : scan.rooms().byFingerprint()) {
            RoomLine room = scan.room(index);
            BitSet entries = new BitSet();
            for (int site = 0; site < room.sites().size(); site++) {
                entries.set(site, room.sites().get(site).entry());
            }
            long own = scan.rooms().fingerprint(index);
            graph.add(
                    new RoomRecord(
                            own,
                            room.room(),
                            room.sites().size(),
                            entries,
                            edges(room, own, scan),
                            document.of(room)));
        }
        graph.finish();
    }

    private static List<RoomRecord.Edge> edges(RoomLine room, long own, FolderScan scan) {
        Map<RoomLine.Exit, RoomLine.Gate> gates = RoomDocument.gatesByWay(room);
        List<RoomRecord.Edge> edges = new ArrayList<>();
        for (RoomLine.Edge edge : room.edges()) {
            RoomLine.Exit way = new RoomLine.Exit(edge.from(), "", edge.to());
            edges.add(edge(way, own, gates, scan));
        }
        for (RoomLine.Exit exit : room.exits()) {
            edges.add(edge(exit, scan.rooms().fingerprint(exit.room()), gates, scan));
        }
        return edges;
    }

    private static RoomRecord.Edge edge(
            RoomLine.Exit way,
            long target,
            Map<RoomLine.Exit, RoomLine.Gate> gates,
            FolderScan scan) {
        RoomLine.Gate gate = gates.get(way);
        if (gate == null) {
            return new RoomRecord.Edge(way.from(), target, way.site());
        }
        return new RoomRecord.Edge(
                way.from(),
                target,
                way.site(),
                gate.needs().map(key -> scan.prizeOfKey().get(key)).orElse(HuntGraph.NO_PRIZE),
                gate.opensAt().map(Instant::toEpochMilli).orElse(HuntGraph.NO_TIME));
    }

    /// What the writer refused, with the file it concerns.
    private ContentException place(RefusedContent refused) {
        String text = String.valueOf(refused.getMessage());
        String remedy = "`lode lint` shows all that is wrong";
        return switch (refused) {
            case RefusedContent.DuplicateCell cell ->
                    new ContentException(
                            folder.cells(), cell.secondLine, Code.DUPLICATE_CELL, text, remedy);
            case RefusedContent.UnknownRoom room ->
                    new ContentException(folder.cells(), room.line, Code.BAD_CELL, text, remedy);
            case RefusedContent.BadCell cell ->
                    new ContentException(folder.cells(), cell.line, Code.BAD_CELL, text, remedy);
            case RefusedContent.DuplicateRoom _ ->
                    new ContentException(folder.rooms(), 0, Code.FINGERPRINT, text, remedy);
            case RefusedContent.FullPartition _ ->
                    new ContentException(folder.rooms(), 0, Code.TOO_MANY_ROOMS, text, remedy);
            case RefusedContent.BadKey _ ->
                    new ContentException(folder.cells(), 0, Code.BAD_VALUE, text, remedy);
        };
    }

    /// Tells the writer's stages as stages of packing.
    private final class Stages implements PackProgress {
        private Stage stage = Stage.SORT;

        @Override
        public void at(Stage now, long done, long total) {
            if (now == Stage.SORT) {
                return; // The reading of cells tells the same with a total.
            }
            if (now != stage) {
                stage = now;
                meter.begin(
                        switch (now) {
                            case SORT -> "sort";
                            case MERGE -> "merge";
                            case SEAL -> "seal";
                            case VERIFY -> "verify";
                        },
                        total);
            }
            if (done == total) {
                meter.end(done, done);
            } else {
                meter.at(done, done);
            }
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }
    }
}
