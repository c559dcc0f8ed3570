package dev.lode.node;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.game.Rules;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.graph.HuntGraphBuilder;
import dev.lode.game.graph.RoomRecord;
import dev.lode.game.proof.TicketKey;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.view.HuntFacts;
import dev.lode.node.view.HuntKeys;
import dev.lode.router.Fingerprint;
import dev.lode.router.HuntMap;
import dev.lode.storage.pack.PackOptions;
import dev.lode.storage.pack.PackOptions.Compressor;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.PackWriter;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A small hunt for tests: rooms r0, r1, ... of a few sites in a row, site 0 an entry, an exit from
/// each last site to the next room's site 1, and a gate on r0's way from site 0 to its last site.
///
/// @param name of the hunt
/// @param pack the file
/// @param secret that unseals its keys
/// @param rooms how many
/// @param keys hidden in it
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TestWorld(String name, Path pack, byte[] secret, int rooms, List<Key> keys) {
    public static final int SITES = 4;
    public static final int SPOTS = 5;

    /// Rules under which a test need not wait.
    public static final Rules FAST = new Rules(0, 60_000, 60_000, 30_000, 600_000, 100, 0);

    public record Key(int room, int site, int spot, int stock) {
        String id() {
            return "key-" + room + "-" + site + "-" + spot;
        }
    }

    /// Builds one with a key at spot 0 of each room's site 0, of stock 1, and one of stock 3 at
    /// spot 1 of r0's site 0. The first opens the gate of r0.
    public static TestWorld build(Path folder, String name, int rooms) throws IOException {
        return build(folder, name, rooms, new byte[0]);
    }

    /// The same, with a dictionary.
    public static TestWorld build(Path folder, String name, int rooms, byte[] dictionary)
            throws IOException {
        List<Key> keys = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            keys.add(new Key(room, 0, 0, 1));
        }
        keys.add(new Key(0, 0, 1, 3));
        Files.createDirectories(folder);
        Path pack = folder.resolve(name + ".lode");
        byte[] secret = bytes(1, 32);
        var options =
                new PackOptions(
                        1 << 20,
                        16,
                        64 << 10,
                        Compressor.FAST,
                        2,
                        Optional.empty(),
                        PackProgress.NONE);
        try (PackWriter writer = PackWriter.create(pack, options, dictionary, name, true)) {
            for (int room = 0; room < rooms; room++) {
                long fp = Fingerprint.room(name, "r" + room);
                writer.addRoom(fp);
                for (int site = 0; site < SITES; site++) {
                    for (int spot = 0; spot < SPOTS; spot++) {
                        byte[] json = blob(room, site, spot).getBytes(StandardCharsets.UTF_8);
                        writer.addCell(fp, site, spot, json, 0, json.length, 1);
                    }
                }
            }
            for (int prize = 0; prize < keys.size(); prize++) {
                Key key = keys.get(prize);
                writer.addKey(
                        Fingerprint.room(name, "r" + key.room),
                        key.site,
                        key.spot,
                        key.id(),
                        prize,
                        "prize-" + prize,
                        key.stock);
            }
            writer.finish(
                    meta(name).getBytes(StandardCharsets.UTF_8),
                    out -> {
                        var graph = new HuntGraphBuilder(out, keys.size());
                        for (RoomRecord room : records(name, rooms)) {
                            graph.add(room);
                        }
                        graph.finish();
                    },
                    secret);
        }
        return new TestWorld(name, pack, secret, rooms, keys);
    }

    public static String blob(int room, int site, int spot) {
        return "{\"place\":\"r%d/%d/%d\",\"text\":\"%s\"}"
                .formatted(room, site, spot, "lorem ipsum dolor sit amet ".repeat(20));
    }

    private static List<RoomRecord> records(String name, int rooms) {
        List<RoomRecord> records = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            long fp = Fingerprint.room(name, "r" + room);
            var entries = new BitSet();
            entries.set(0);
            List<RoomRecord.Edge> edges = new ArrayList<>();
            for (int site = 0; site + 1 < SITES; site++) {
                edges.add(new RoomRecord.Edge(site, fp, site + 1));
            }
            if (room == 0) {
                edges.add(new RoomRecord.Edge(0, fp, SITES - 1, 0, HuntGraph.NO_TIME));
            }
            if (room + 1 < rooms) {
                long next = Fingerprint.room(name, "r" + (room + 1));
                edges.add(new RoomRecord.Edge(SITES - 1, next, 1));
            }
            String document = "{\"room\":\"r%d\",\"title\":\"Room %d\"}".formatted(room, room);
            records.add(new RoomRecord(fp, "r" + room, SITES, entries, edges, document));
        }
        records.sort(Comparator.comparing(RoomRecord::roomFp, Long::compareUnsigned));
        return records;
    }

    public long room(int number) {
        return Fingerprint.room(name, "r" + number);
    }

    /// Facts of a hunt of this content: another seed is another hunt with other keys.
    public HuntFacts facts(int seed, Rules rules, int... groups) {
        return new HuntFacts(
                id(seed),
                name,
                HuntState.OPEN,
                1,
                rules,
                HuntMap.over(groups),
                new HuntKeys(
                        secret,
                        List.of(new TicketKey(1, bytes(seed + 100, 32))),
                        1,
                        bytes(seed + 200, 32),
                        bytes(seed + 300, 32)));
    }

    public static HuntFacts in(HuntFacts facts, HuntState state) {
        return new HuntFacts(
                facts.id(),
                facts.name(),
                state,
                facts.version() + 1,
                facts.rules(),
                facts.map(),
                facts.keys());
    }

    /// Puts the content where a node looks for it.
    public void install(Path data, HuntFacts facts) throws IOException {
        Path target = NodeFolder.content(data, facts.id());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(pack, target);
    }

    public static Id128 id(long seed) {
        return Id128.read(MemorySegment.ofArray(bytes(seed, 16)), 0);
    }

    private static String meta(String name) {
        return """
        {"format":1,"name":"%s","title":"A test","rules":{"cooldown_ms":0,"digs_per_minute":60000,
        "dig_burst":60000,"ticket_life_ms":30000,"claim_retry_max_ms":600000,"points_per_key":100,
        "points_per_dig":0},"prizes":[]}
        """
                .formatted(name);
    }

    public static int partition(long cell) {
        return CellKey.partition(cell);
    }

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
