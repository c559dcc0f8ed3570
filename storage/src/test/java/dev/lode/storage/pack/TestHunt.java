package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// A hunt in memory: what a pack of it must say.
final class TestHunt {
    static final byte[] SECRET =
            "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.UTF_8);
    static final byte[] META = "{\"hunt\":\"test\"}".getBytes(StandardCharsets.UTF_8);
    static final byte[] GRAPH =
            "the graph of the hunt".repeat(400).getBytes(StandardCharsets.UTF_8);

    /// Where a cell is.
    record Place(long roomFp, int site, int spot) {}

    /// A key to hide.
    record Hidden(Place place, String keyId, int prize, String prizeId, int stock) {}

    final TreeSet<Long> rooms = new TreeSet<>(Long::compareUnsigned);
    final Map<Place, String> cells = new TreeMap<>(TestHunt::compare);
    final List<Hidden> keys = new ArrayList<>();

    static TestHunt random(SplittableRandom random, int rooms, int cells, int keys) {
        var hunt = new TestHunt();
        long[] partitions = {0, 1, 32_767, 32_768, 65_535, 4_711};
        while (hunt.rooms.size() < rooms) {
            long partition = partitions[random.nextInt(partitions.length)];
            hunt.rooms.add((partition << 48) | (random.nextLong() >>> 16));
        }
        var all = List.copyOf(hunt.rooms);
        while (hunt.cells.size() < cells) {
            long room = all.get(random.nextInt(all.size()));
            int site = random.nextInt(8) == 0 ? 255 : random.nextInt(4);
            int spot = random.nextInt(8) == 0 ? CellKey.SPOTS - 1 : random.nextInt(40);
            hunt.cells.put(new Place(room, site, spot), document(random));
        }
        var places = new ArrayList<>(hunt.cells.keySet());
        for (int i = 0; i < keys; i++) {
            Place place = places.remove(random.nextInt(places.size()));
            hunt.keys.add(new Hidden(place, "key-" + i, i, "prize-" + i, 1 + i % 3));
        }
        return hunt;
    }

    static String document(SplittableRandom random) {
        var text = new StringBuilder("{\"n\":" + random.nextLong() + ",\"t\":\"");
        int words = random.nextInt(40);
        for (int i = 0; i < words; i++) {
            text.append("word").append(random.nextInt(10)).append(' ');
        }
        return text.append("\"}").toString();
    }

    /// What such documents have in common.
    static byte[] dictionary(SplittableRandom random) {
        var documents = new StringBuilder();
        while (documents.length() < 4096) {
            documents.append(document(random));
        }
        return bytes(documents.toString());
    }

    /// Packs it, rooms, cells and keys in any order.
    PackInfo pack(Path file, PackOptions options, long shuffle) throws IOException {
        return pack(file, options, new byte[0], shuffle);
    }

    /// The same with a dictionary.
    PackInfo pack(Path file, PackOptions options, byte[] dictionary, long shuffle)
            throws IOException {
        var lines = new ArrayList<>(cells.keySet());
        Collections.shuffle(lines, new Random(shuffle));
        try (var writer = PackWriter.create(file, options, dictionary, "a hunt", true)) {
            long line = 1;
            for (Place p : lines) {
                byte[] json = bytes(cells.getOrDefault(p, ""));
                writer.addCell(p.roomFp(), p.site(), p.spot(), json, 0, json.length, line++);
            }
            return finish(writer, shuffle);
        }
    }

    /// Adds rooms and keys to a writer that has the cells, and ends it.
    PackInfo finish(PackWriter writer, long shuffle) throws IOException {
        for (Hidden key : keys) {
            Place p = key.place();
            writer.addKey(
                    p.roomFp(),
                    p.site(),
                    p.spot(),
                    key.keyId(),
                    key.prize(),
                    key.prizeId(),
                    key.stock());
        }
        var shuffled = new ArrayList<>(rooms);
        Collections.shuffle(shuffled, new Random(shuffle));
        for (long room : shuffled) {
            writer.addRoom(room);
        }
        return writer.finish(META, out -> out.write(GRAPH), SECRET);
    }

    PackInfo pack(Path file) throws IOException {
        return pack(file, options(), 1);
    }

    static PackOptions options() {
        return PackOptions.of(Settings.defaults(), PackProgress.NONE);
    }

    static PackOptions options(long sortBytes, int runs, PackProgress progress) {
        return new PackOptions(
                sortBytes,
                runs,
                64 << 10,
                PackOptions.Compressor.FAST,
                2,
                Optional.empty(),
                progress);
    }

    /// The ordinal that each room must have.
    Map<Long, Integer> ordinals() {
        var ordinals = new HashMap<Long, Integer>();
        int[] next = new int[1 << 16];
        for (long room : rooms) {
            ordinals.put(room, next[(int) (room >>> 48)]++);
        }
        return ordinals;
    }

    /// What must be found, by the keys of the cells.
    NavigableMap<Long, String> byKey() {
        var ordinals = ordinals();
        var byKey = new TreeMap<Long, String>(Long::compareUnsigned);
        cells.forEach((place, json) -> byKey.put(key(ordinals, place), json));
        return byKey;
    }

    /// The keys that must be unsealed, by the keys of their cells.
    List<HiddenKey> hidden() {
        var ordinals = ordinals();
        return keys.stream()
                .map(key ->
                        new HiddenKey(
                                key(ordinals, key.place()),
                                key.keyId(),
                                key.prize(),
                                key.prizeId(),
                                key.stock()))
                .sorted((a, b) -> Long.compareUnsigned(a.cell(), b.cell()))
                .toList();
    }

    static long key(Map<Long, Integer> ordinals, Place place) {
        return CellKey.of(
                (int) (place.roomFp() >>> 48),
                ordinals.getOrDefault(place.roomFp(), -1),
                place.site(),
                place.spot());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int compare(Place a, Place b) {
        int byRoom = Long.compareUnsigned(a.roomFp(), b.roomFp());
        int bySite = Integer.compare(a.site(), b.site());
        return byRoom != 0 ? byRoom : bySite != 0 ? bySite : Integer.compare(a.spot(), b.spot());
    }
}
