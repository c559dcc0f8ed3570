package dev.lode.bench;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.content.AuthoringFolder;
import dev.lode.content.ContentException;
import dev.lode.content.PackRequest;
import dev.lode.content.Packing;
import dev.lode.content.ProgressListener;
import dev.lode.game.graph.HuntGraph;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.Fingerprint;
import dev.lode.storage.pack.SecretFile;
import dev.lode.storage.store.StoreConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SplittableRandom;

/// The hunt of the recorded run: documents of mixed lengths in rooms of four sites, and what is
/// added to it.
///
/// Lengths are drawn from those of the documents of `examples/world` (16 quantiles of 116,640) and
/// of `lode generate`, half and half; one in 200 is a long one of up to 64 KiB. The text is random
/// words. Threads: one.
final class MemoryHunt {
    static final int SITES = 4;
    static final int SPOTS = 25;

    private static final String NAME = "memory";
    private static final int ADDED_SPOT = 1000;
    private static final int LONG_ONE_IN = 200;
    private static final int LONG_MIN = 2048;
    private static final int LONG_MAX = 64 << 10;
    private static final int[] WORLD = {
        91, 160, 162, 163, 165, 166, 167, 170, 175, 178, 180, 182, 184, 191, 196, 202, 463
    };
    private static final int[] GENERATED = {
        810, 896, 938, 963, 990, 1013, 1036, 1056, 1079, 1100, 1121, 1141, 1161, 1185, 1214, 1255,
        1388
    };
    private static final byte[] HEAD = "{\"lore\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";
    private static final int WORDS = 256;
    private static final int TEXT_BYTES = 1 << 20;

    private final int rooms;
    private final SplittableRandom random;
    private final byte[] text;
    private final byte[] document = new byte[LONG_MAX];
    private int length;

    MemoryHunt(int rooms, long seed) {
        this.rooms = rooms;
        random = new SplittableRandom(seed);
        text = text(random);
    }

    int rooms() {
        return rooms;
    }

    static long room(int number) {
        return Fingerprint.room(NAME, name(number));
    }

    private static String name(int number) {
        return "room-" + number;
    }

    /// The key of the added cell of a number.
    ///
    /// @param graph of the hunt
    /// @param number from 0; room by room, so that cells of one site come far apart
    long added(HuntGraph graph, int number) {
        int room = graph.room(room(number % rooms));
        int site = number / rooms % SITES;
        int spot = ADDED_SPOT + number / rooms / SITES;
        int partition = (int) (graph.fingerprint(room) >>> 48);
        return CellKey.of(partition, graph.ordinal(room), site, spot);
    }

    /// Makes a document, which is there until the next is made.
    ///
    /// @return its length
    int draw() {
        length = length();
        System.arraycopy(HEAD, 0, document, 0, HEAD.length);
        int words = length - HEAD.length - TAIL.length;
        System.arraycopy(text, random.nextInt(TEXT_BYTES - words), document, HEAD.length, words);
        System.arraycopy(TAIL, 0, document, HEAD.length + words, TAIL.length);
        return length;
    }

    /// The document that was made last, from the first byte on.
    byte[] document() {
        return document;
    }

    private int length() {
        if (random.nextInt(LONG_ONE_IN) == 0) {
            return random.nextInt(LONG_MIN, LONG_MAX + 1);
        }
        int[] quantiles = random.nextBoolean() ? WORLD : GENERATED;
        int which = random.nextInt(quantiles.length - 1);
        return random.nextInt(quantiles[which], quantiles[which + 1] + 1);
    }

    /// Writes the hunt's pack.
    Path pack(Path folder) throws IOException {
        Path written = Files.createDirectory(folder.resolve("written"));
        Files.writeString(
                written.resolve(AuthoringFolder.HUNT),
                "name: " + NAME + "\ntitle: Memory\nprizes: []\n");
        try (var rooms = out(written.resolve(AuthoringFolder.ROOMS));
                var cells = out(written.resolve(AuthoringFolder.CELLS))) {
            for (int room = 0; room < this.rooms; room++) {
                rooms.write(roomLine(room).getBytes(StandardCharsets.UTF_8));
                for (int cell = 0; cell < SITES * SPOTS; cell++) {
                    String place =
                            "{\"room\":\"%s\",\"site\":%d,\"spot\":%d,\"blob\":"
                                    .formatted(name(room), cell / SPOTS, cell % SPOTS);
                    cells.write(place.getBytes(StandardCharsets.UTF_8));
                    cells.write(document, 0, draw());
                    cells.write('}');
                    cells.write('\n');
                }
            }
        }
        Path pack = folder.resolve(NAME + ".lode");
        try {
            Packing.run(new PackRequest(written, pack, Settings.defaults()), ProgressListener.NONE);
        } catch (ContentException e) {
            throw new BenchFailed("the hunt cannot be packed: " + e.getMessage(), e);
        }
        return pack;
    }

    private static OutputStream out(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    }

    private static String roomLine(int room) {
        String sites = "{\"title\":\"Site\",\"entry\":true}";
        return "{\"room\":\"%s\",\"title\":\"Room\",\"sites\":[%s],\"edges\":[],\"exits\":[],\"gates\":[]}%n"
                .formatted(name(room), String.join(",", Collections.nCopies(SITES, sites)));
    }

    static HuntFacts facts(Path pack) throws IOException {
        return BenchHunt.facts(NAME, SecretFile.read(SecretFile.of(pack)));
    }

    /// Opens the hunt as a node does, with overlays of a given size.
    static HuntContent open(Path pack, HuntFacts facts, long overlayBytes, Epochs epochs)
            throws IOException {
        StoreConfig shipped = StoreConfig.of(Settings.defaults());
        var config =
                new StoreConfig(
                        overlayBytes,
                        shipped.extentsMax(),
                        shipped.compactBytesPerSecond(),
                        shipped.retryMax(),
                        shipped.documentBytesMax(),
                        shipped.heads(),
                        shipped.slices());
        return HuntContent.open(pack, facts, config, epochs);
    }

    private static byte[] text(SplittableRandom random) {
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            var word = new StringBuilder();
            for (int left = 2 + random.nextInt(9); left > 0; left--) {
                word.append(LETTERS.charAt(Math.min(random.nextInt(26), random.nextInt(26))));
            }
            words[i] = word.toString();
        }
        var text = new StringBuilder(TEXT_BYTES + 16);
        while (text.length() < TEXT_BYTES) {
            text.append(words[random.nextInt(WORDS)]).append(' ');
        }
        return text.substring(0, TEXT_BYTES).getBytes(StandardCharsets.US_ASCII);
    }
}
