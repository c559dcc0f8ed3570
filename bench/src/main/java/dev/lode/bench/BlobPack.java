package dev.lode.bench;

import dev.lode.base.knob.Settings;
import dev.lode.router.Fingerprint;
import dev.lode.storage.pack.PackInfo;
import dev.lode.storage.pack.PackOptions;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.PackWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A pack of many cells with documents of 1 KiB, for reading at random: rooms of 4 sites with 16
/// spots each, so that every cell's key follows from its room.
final class BlobPack {
    static final int SITES = 4;
    static final int SPOTS = 16;
    static final int CELLS_A_ROOM = SITES * SPOTS;

    private static final String HUNT = "blobs";
    private static final int DOCUMENT_BYTES = 1024;
    private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";
    private static final int WORDS = 256;

    private BlobPack() {}

    static long room(int number) {
        return Fingerprint.room(HUNT, "room-" + number);
    }

    static PackInfo write(Path pack, int rooms) throws IOException {
        String[] words = words();
        var random = new SplittableRandom(5);
        var options = PackOptions.of(Settings.defaults(), PackProgress.NONE);
        try (PackWriter writer = PackWriter.create(pack, options)) {
            long line = 0;
            for (int number = 0; number < rooms; number++) {
                long room = room(number);
                writer.addRoom(room);
                for (int cell = 0; cell < CELLS_A_ROOM; cell++) {
                    byte[] json = document(words, random);
                    int site = cell / SPOTS;
                    writer.addCell(room, site, cell % SPOTS, json, 0, json.length, ++line);
                }
            }
            return writer.finish(new byte[] {'{', '}'}, _ -> {}, new byte[32]);
        }
    }

    private static byte[] document(String[] words, SplittableRandom random) {
        var text = new StringBuilder(DOCUMENT_BYTES + 16).append("{\"lore\":\"");
        while (text.length() < DOCUMENT_BYTES - 2) {
            text.append(words[random.nextInt(WORDS)]).append(' ');
        }
        text.setLength(DOCUMENT_BYTES - 2);
        return text.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String[] words() {
        var random = new SplittableRandom(3);
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            var word = new StringBuilder();
            for (int left = 2 + random.nextInt(9); left > 0; left--) {
                int letter = Math.min(random.nextInt(26), random.nextInt(26));
                word.append(LETTERS.charAt(letter));
            }
            words[i] = word.toString();
        }
        return words;
    }
}
