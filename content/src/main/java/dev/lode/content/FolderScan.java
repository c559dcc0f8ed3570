package dev.lode.content;

import dev.lode.base.CellKey;
import dev.lode.base.knob.EditDistance;
import dev.lode.content.RoomLine.Exit;
import dev.lode.content.RoomLine.Gate;
import dev.lode.game.graph.GraphCheck;
import dev.lode.game.graph.GraphModelBuilder;
import dev.lode.router.Fingerprint;
import dev.lode.router.Names;
import dev.lode.storage.pack.PackWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// One reading of an authoring folder, front to back, with every check on the way: what lint
/// reports and pack stops at.
///
/// Order of use: [#readHunt], [#readRooms], [#checkWays] or not, [#readCells], [#checkKeys].
///
/// Threads: owned by one, beside those of a [CellPipeline]. Memory: hunt.yaml; [RoomBook]; the
/// keys, about 200 bytes each; while ways are checked the `GraphModel`; while cells are read a few
/// batches of lines a core. Nothing grows with the cells.
final class FolderScan implements AutoCloseable {
    private static final int PARTITIONS = Fingerprint.PARTITIONS;

    /// Stands for the name of a hunt whose name was refused, so that its rooms can still be
    /// checked.
    private static final String NAMELESS = "hunt";

    private final AuthoringFolder folder;
    private final Limits limits;
    private final FindingSink sink;
    private final ProgressMeter meter;
    private final Reporter inRooms;
    private final Reporter inCells;
    private final RoomSpool spool;
    private final RoomReader again;
    private final Map<String, HiddenPlace> keys = new LinkedHashMap<>();
    private HuntFile hunt;
    private RoomBook book = new RoomBook("");
    private Map<String, Integer> prizeOfKey = Map.of();
    private long cells;

    /// Takes portions of cells.
    interface PortionSink<T> {
        /// Takes one.
        ///
        /// @param portion good until the call ends
        void take(T portion) throws IOException;

        /// All that a portion says was considered.
        ///
        /// @param at the place behind it
        default void behind(CellsAt at) {}
    }

    FolderScan(
            AuthoringFolder folder,
            Limits limits,
            TempFiles temp,
            FindingSink sink,
            ProgressMeter meter) {
        this.folder = folder;
        this.limits = limits;
        this.sink = sink;
        this.meter = meter;
        inRooms = new Reporter(folder.rooms(), sink);
        inCells = new Reporter(folder.cells(), sink);
        hunt = HuntFile.empty(folder.hunt(), limits.rules());
        spool = new RoomSpool(temp);
        again = new RoomReader(folder.rooms(), limits, FindingSink.NONE);
    }

    /// Reads hunt.yaml.
    ///
    /// @return what it says; without it a reading can go on, but names no room's fingerprint
    ///   rightly
    HuntFile readHunt() {
        hunt = HuntFile.read(folder.hunt(), limits, sink);
        prizeOfKey = hunt.prizeOfKey();
        return hunt;
    }

    /// Reads rooms.jsonl.
    RoomBook readRooms() {
        boolean named = Names.faultOfHunt(hunt.name()).isEmpty();
        book = new RoomBook(named ? hunt.name() : NAMELESS);
        int[] inPartition = new int[PARTITIONS];
        RoomReader reader = new RoomReader(folder.rooms(), limits, sink);
        long total = AuthoringFolder.bytes(folder.rooms());
        meter.begin("rooms", total);
        try (JsonLines lines = new JsonLines(folder.rooms(), limits.lineBytesMax())) {
            while (true) {
                try {
                    if (!lines.next()) {
                        break;
                    }
                    reader.read(lines.bytes(), lines.length(), lines.line())
                            .ifPresent(room -> addRoom(room, lines, inPartition));
                } catch (ContentException e) {
                    sink.found(e.finding());
                }
                meter.at(book.size(), lines.consumed());
            }
            meter.end(book.size(), lines.consumed());
        }
        for (int room = 0; room < book.size(); room++) {
            checkExits(room(room));
        }
        if (book.size() == 0) {
            inRooms.report(0, Code.SITES, "there is no room in the file", "add one");
        }
        return book;
    }

    private void addRoom(RoomLine room, JsonLines lines, int[] inPartition) {
        long fingerprint = book.fingerprint(room.room());
        int other = book.find(fingerprint);
        if (other >= 0) {
            String first = room(other).room();
            boolean same = first.equals(room.room());
            inRooms.report(
                    room.line(),
                    same ? Code.DUPLICATE_ROOM : Code.FINGERPRINT,
                    same
                            ? "the room '%s' stands already in line %d"
                                    .formatted(first, book.line(other))
                            : "the rooms '%s' and '%s' (line %d) have one fingerprint, %016x"
                                    .formatted(room.room(), first, book.line(other), fingerprint),
                    "rename one of the two");
            return;
        }
        int partition = Fingerprint.partition(fingerprint);
        if (++inPartition[partition] > CellKey.ORDINALS) {
            inRooms.report(
                    room.line(),
                    Code.TOO_MANY_ROOMS,
                    "partition %d has more than %d rooms".formatted(partition, CellKey.ORDINALS),
                    "rename the room, or spread the hunt over fewer rooms");
            return;
        }
        long offset = spool.add(lines.bytes(), lines.length());
        book.add(fingerprint, room.line(), room.sites().size(), offset, lines.length());
    }

    /// Reads one room again; what is wrong with it was told before.
    RoomLine room(int index) {
        byte[] line = spool.read(book.offset(index), book.length(index));
        return again.read(line, book.length(index), book.line(index))
                .orElseThrow(() -> new AssertionError("a room that was read cannot be read"));
    }

    private void checkExits(RoomLine room) {
        for (Exit exit : room.exits()) {
            int other = book.find(exit.room());
            if (other < 0) {
                inRooms.report(
                        room.line(),
                        Code.BAD_EDGE,
                        "an exit leads to the room '" + exit.room() + "', which is not there",
                        "add the room, or take the exit out");
            } else if (exit.site() >= book.sites(other)) {
                inRooms.report(
                        room.line(),
                        Code.BAD_EDGE,
                        "an exit leads to %s/%d, and that room has %d sites"
                                .formatted(exit.room(), exit.site(), book.sites(other)),
                        "name a site from 0 to " + (book.sites(other) - 1));
            }
        }
        for (Gate gate : room.gates()) {
            gate.needs()
                    .filter(key -> !prizeOfKey.containsKey(key))
                    .ifPresent(key ->
                            inRooms.report(
                                    room.line(),
                                    Code.BAD_GATE,
                                    "a gate needs the key '" + key + "', which no prize names",
                                    EditDistance.nearest(key, prizeOfKey.keySet())
                                            .map(near -> "did you mean '" + near + "'?")
                                            .orElse("add a prize for it")));
        }
    }

    /// Checks that the ways lead in no circle and to every site.
    ///
    /// @param withKeys whether gates are shut until their keys are dug; only after [#readCells]
    void checkWays(boolean withKeys) {
        GraphModelBuilder model = new GraphModelBuilder(limits.findingsPerCode());
        meter.begin("ways", book.size());
        for (int index = 0; index < book.size(); index++) {
            RoomLine room = room(index);
            long own = book.fingerprint(index);
            model.room(room.room(), own, room.sites().size());
            for (int site = 0; site < room.sites().size(); site++) {
                if (room.sites().get(site).entry()) {
                    model.entry(site);
                }
            }
            room.edges().forEach(edge -> model.edge(edge.from(), own, edge.to()));
            room.exits().stream()
                    .filter(this::leadsSomewhere)
                    .forEach(exit ->
                            model.edge(exit.from(), book.fingerprint(exit.room()), exit.site()));
            if (withKeys) {
                room.gates().stream()
                        .filter(gate -> gate.room().isEmpty() || leadsSomewhere(way(gate)))
                        .forEach(gate ->
                                model.gate(
                                        gate.from(), target(own, gate), gate.site(), needs(gate)));
            }
            meter.at(index, index);
        }
        if (withKeys) {
            keys.forEach(
                    (id, place) -> model.key(id, book.fingerprint(place.room()), place.site()));
        }
        GraphCheck.check(model.build()).forEach(this::report);
        meter.end(book.size(), book.size());
    }

    private static Exit way(Gate gate) {
        return new Exit(gate.from(), gate.room(), gate.site());
    }

    private boolean leadsSomewhere(Exit exit) {
        int other = book.find(exit.room());
        return other >= 0 && exit.site() < book.sites(other);
    }

    private long target(long own, Gate gate) {
        return gate.room().isEmpty() ? own : book.fingerprint(gate.room());
    }

    /// The key that a gate needs, where it is hidden at all: that it is not was told before.
    private String needs(Gate gate) {
        return gate.needs().filter(keys::containsKey).orElse("");
    }

    private void report(dev.lode.game.graph.Finding finding) {
        record Said(Code code, String remedy) {}
        Said said =
                switch (finding.fault()) {
                    case CYCLE -> new Said(Code.CYCLE, "take one of these ways out");
                    case NO_ENTRY -> new Said(Code.NO_ENTRY, "write \"entry\":true at a site");
                    case ROOM_UNREACHABLE, SITE_UNREACHABLE ->
                            new Said(Code.UNREACHABLE, "add a way to it, or make it an entry");
                    case GATE_UNSOLVABLE, GATE_KEY_UNKNOWN ->
                            new Said(Code.GATE_UNSOLVABLE, "hide the key before the gate");
                    case KEY_UNREACHABLE, KEY_NOWHERE ->
                            new Said(Code.KEY_UNREACHABLE, "hide it elsewhere, or add a way");
                    case KEY_TWICE -> new Said(Code.DUPLICATE_KEY, "hide it once");
                    case SITE_COUNT -> new Said(Code.SITES, "give it 1 to 256 sites");
                    case ROOM_TWICE -> new Said(Code.DUPLICATE_ROOM, "rename one of the two");
                    case ENTRY_UNKNOWN,
                            EDGE_FROM_UNKNOWN_SITE,
                            EDGE_TO_UNKNOWN_ROOM,
                            EDGE_TO_UNKNOWN_SITE,
                            EDGE_TWICE ->
                            new Said(Code.BAD_EDGE, "correct or remove it");
                    case GATE_WITHOUT_EDGE, GATE_TWICE ->
                            new Said(Code.BAD_GATE, "correct or remove it");
                };
        long line = finding.room() >= 0 ? book.line(finding.room()) : 0;
        inRooms.report(line, said.code(), finding.text(), said.remedy());
    }

    /// Reads cells.jsonl on all cores.
    ///
    /// Findings come in the order of the lines, whatever the number of cores.
    ///
    /// @param from where to begin; the keys before it were given to [#restore]
    /// @param taker makes what takes the cells of one portion; each is used by one thread at a time
    /// @param into gets the portions in the order of the file, each before what it says of keys
    <T extends CellTaker> void readCells(CellsAt from, Supplier<T> taker, PortionSink<T> into)
            throws IOException {
        meter.begin("cells", AuthoringFolder.bytes(folder.cells()));
        cells = from.cells();
        long consumed = 0;
        try (CellPipeline<T> pipeline =
                new CellPipeline<>(
                        folder,
                        limits,
                        from,
                        () ->
                                new CellPortion<>(
                                        folder, limits, book, limits.batchBytes(), taker.get()))) {
            CellPortion<T> portion = pipeline.next();
            while (portion != null) {
                into.take(portion.taken);
                portion.remarks().forEach(this::consider);
                cells += portion.cells();
                LineBatch lines = portion.lines;
                into.behind(new CellsAt(lines.position, lines.linesBefore, cells));
                consumed = lines.consumed;
                meter.at(cells, consumed);
                portion = pipeline.next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading cells was interrupted");
        }
        meter.end(cells, consumed);
    }

    private void consider(Remark remark) {
        switch (remark) {
            case Remark.Fault fault -> sink.found(fault.finding());
            case Remark.Key key -> addKey(key);
        }
    }

    /// Takes up a key that an earlier reading found.
    void restore(String key, HiddenPlace place) {
        keys.put(key, place);
    }

    private void addKey(Remark.Key cell) {
        HiddenPlace first = keys.get(cell.key());
        if (first != null) {
            inCells.report(
                    cell.line(),
                    Code.DUPLICATE_KEY,
                    "the key '%s' is hidden already in line %d".formatted(cell.key(), first.line()),
                    "hide each key in one cell");
            return;
        }
        int prize = prizeOfKey.getOrDefault(cell.key(), -1);
        keys.put(
                cell.key(),
                new HiddenPlace(cell.line(), cell.room(), cell.site(), cell.spot(), prize));
        if (prize < 0) {
            inCells.report(
                    cell.line(),
                    Code.KEY_WITHOUT_PRIZE,
                    "the key '" + cell.key() + "' is hidden here, and no prize names it",
                    "add a prize for it to hunt.yaml, or take the key out");
        }
    }

    /// Checks that every prize's key is hidden, and that a pack can hold what is said of the
    /// prizes.
    void checkKeys() {
        Reporter inHunt = new Reporter(folder.hunt(), sink);
        int metaBytes = HuntMeta.of(hunt).json().length;
        if (metaBytes > PackWriter.META_BYTES_MAX) {
            inHunt.report(
                    0,
                    Code.TOO_LONG,
                    "title, rules and prizes take %d bytes in a pack, more than %d"
                            .formatted(metaBytes, PackWriter.META_BYTES_MAX),
                    "shorten the prizes' titles, or take fewer prizes");
        }
        for (Prize prize : hunt.prizes()) {
            if (!keys.containsKey(prize.key())) {
                inHunt.report(
                        prize.line(),
                        Code.PRIZE_WITHOUT_KEY,
                        "the key '%s' of the prize '%s' is hidden in no cell"
                                .formatted(prize.key(), prize.id()),
                        "write \"key\":\"%s\" into a blob, or take the prize out"
                                .formatted(prize.key()));
            }
        }
    }

    /// The keys found, in the order of the file.
    Map<String, HiddenPlace> keys() {
        return keys;
    }

    RoomBook rooms() {
        return book;
    }

    Map<String, Integer> prizeOfKey() {
        return prizeOfKey;
    }

    long cells() {
        return cells;
    }

    @Override
    public void close() {
        spool.close();
    }
}
