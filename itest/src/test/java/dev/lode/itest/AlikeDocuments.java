package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A hunt of three rooms whose documents of 1 KiB resemble one another, so that a dictionary serves
/// them; cells that are added to it are longer and tell their version.
///
/// @param hunt its name
record AlikeDocuments(String hunt) {
    /// The cells of a room, all at its first site.
    static final int CELLS = 60;

    /// Rooms with as many cells each.
    static final String[] ROOMS = {"hall", "attic", "cellar"};

    private static final int SENTENCES = 14;
    private static final int ADDED_TEXT_BYTES = 1_500;
    private static final String[] WORDS = {
        "lantern", "staircase", "beyond", "whispering", "cupboard", "forgotten", "travellers"
    };

    /// A cell as people write it.
    static String cell(String room, int spot) {
        return room + "/0/" + spot;
    }

    /// Its document as it was packed.
    static String packed(String cell) {
        return "{\"cell\":\"%s\",\"tale\":\"%s\"}".formatted(cell, tale(cell.hashCode()));
    }

    /// Its document as it was added.
    static String added(String cell, int version) {
        var random = new SplittableRandom(cell.hashCode() * 31L + version);
        var text = new StringBuilder(tale(random.nextLong()));
        int end = text.length() + ADDED_TEXT_BYTES;
        while (text.length() < end) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        return "{\"cell\":\"%s\",\"version\":%d,\"tale\":\"%s\"}".formatted(cell, version, text);
    }

    private static String tale(long seed) {
        var random = new SplittableRandom(seed);
        var tale = new StringBuilder();
        for (int i = 0; i < SENTENCES; i++) {
            tale.append("Paragraph ")
                    .append(random.nextInt(1_000))
                    .append(" of a long story: the ");
            for (int word = 0; word < 3; word++) {
                tale.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            tale.append("stood still. ");
        }
        return tale.toString();
    }

    /// The line of a cell, in a folder or for adding.
    static String line(String cell, String document) {
        String[] parts = cell.split("/", -1);
        return "{\"room\":\"%s\",\"site\":%s,\"spot\":%s,\"blob\":%s}%n"
                .formatted(parts[0], parts[1], parts[2], document);
    }

    /// Packs it.
    ///
    /// @param secretOf a pack whose secret it is to have, or the pack itself
    /// @param dictionary such as `16KiB`, or `0` for none
    Path pack(Path temp, String name, String secretOf, String dictionary) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(hunt));
        Files.writeString(
                folder.resolve("hunt.yaml"),
                """
                name: %s
                title: A hunt of documents that are alike
                rules: {cooldown: 0ms, digs_per_minute: 60000, dig_burst: 60000}
                prizes:
                  - {id: gold-crown, key: crown}
                """
                        .formatted(hunt));
        var rooms = new StringBuilder();
        var cells = new StringBuilder();
        for (String room : ROOMS) {
            rooms.append("{\"room\":\"%s\",\"sites\":[{\"entry\":true}]}%n".formatted(room));
            for (int spot = 0; spot < CELLS; spot++) {
                cells.append(line(cell(room, spot), packed(cell(room, spot))));
            }
        }
        cells.append(line("hall/0/900001", "{\"key\":\"crown\",\"n\":1}"));
        // What is added may be no longer than the longest.
        cells.append(line("hall/0/900002", "{\"text\":\"" + "x".repeat(4_000) + "\"}"));
        Files.writeString(folder.resolve("rooms.jsonl"), rooms);
        Files.writeString(folder.resolve("cells.jsonl"), cells);
        if (!name.equals(secretOf)) {
            Files.copy(temp.resolve(secretOf + ".secret"), temp.resolve(name + ".secret"));
        }
        Path pack = temp.resolve(name + ".lode");
        var run =
                CommandLine.of(
                        "pack",
                        folder.toString(),
                        "-o",
                        pack.toString(),
                        "--set",
                        "pack.dictionaryBytes=" + dictionary);
        assertThat(run.status()).as(run.err()).isZero();
        return pack;
    }
}
