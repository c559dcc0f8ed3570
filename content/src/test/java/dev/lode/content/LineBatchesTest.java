package dev.lode.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.content.lz4.Lz4Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineBatchesTest {
    private static final int LINE_BYTES_MAX = 60;

    @TempDir Path temp;
    private final long seed = Long.getLong("lode.seed", 3L);
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void givesEveryLineWithItsNumberWhateverTheSizeOfABatch() throws IOException {
        for (int round = 0; round < 300; round++) {
            String text = text();
            List<String> expected = expected(text);
            Path file = Files.writeString(temp.resolve("lines.jsonl"), text);
            int batchBytes = 1 + random.nextInt(200);
            assertThat(read(file, batchBytes, 0, 0)).as("lode.seed=%d", seed).isEqualTo(expected);
        }
    }

    @Test
    void goesOnFromThePlaceBehindAnyBatch() throws IOException {
        for (int round = 0; round < 50; round++) {
            String text = text();
            Path plain = Files.writeString(temp.resolve("lines.jsonl"), text);
            Path packed =
                    Files.write(
                            temp.resolve("lines.jsonl.lz4"),
                            Lz4Bytes.frame(Lz4Bytes.INDEPENDENT, text, "\n"));
            List<String> whole = read(plain, 64, 0, 0);
            List<String> before = new ArrayList<>();
            LineBatch batch = new LineBatch(64);
            try (LineBatches lines = new LineBatches(plain, LINE_BYTES_MAX, 64)) {
                while (lines.next(batch)) {
                    add(batch, before);
                    List<String> all = new ArrayList<>(before);
                    all.addAll(read(plain, 17, batch.position, batch.linesBefore));
                    assertThat(all).as("lode.seed=%d", seed).isEqualTo(whole);
                    all = new ArrayList<>(before);
                    all.addAll(read(packed, 17, batch.position, batch.linesBefore));
                    assertThat(all.subList(0, whole.size())).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void saysOfDamageBehindTheLinesBeforeIt() throws IOException {
        byte[] frame = Lz4Bytes.frame(Lz4Bytes.INDEPENDENT, "one\ntwo\nthr", "ee\nfour\n");
        Path file =
                Files.write(
                        temp.resolve("lines.jsonl.lz4"), Arrays.copyOf(frame, frame.length - 14));
        assertThat(read(file, 100, 0, 0)).containsExactly("1 one", "2 two", "3 lz4");
    }

    /// Lines of any length, some too long, some empty, the last with an end or without.
    private String text() {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(12);
        for (int i = 0; i < lines; i++) {
            text.append("x".repeat(random.nextInt(random.nextInt(8) == 0 ? 300 : 40)));
            text.append(i == lines - 1 && random.nextBoolean() ? "" : "\n");
        }
        return text.toString();
    }

    private static List<String> expected(String text) {
        List<String> all = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (i < lines.length - 1 || !lines[i].isEmpty()) {
                boolean tooLong = lines[i].length() > LINE_BYTES_MAX;
                all.add((i + 1) + " " + (tooLong ? "too-long " + lines[i].length() : lines[i]));
            }
        }
        return all;
    }

    private static List<String> read(Path file, int batchBytes, long position, long line) {
        List<String> all = new ArrayList<>();
        LineBatch batch = new LineBatch(batchBytes);
        try (LineBatches lines = new LineBatches(file, LINE_BYTES_MAX, batchBytes)) {
            if (position > 0) {
                lines.skip(position, line);
            }
            while (lines.next(batch)) {
                add(batch, all);
            }
        }
        return all;
    }

    private static void add(LineBatch batch, List<String> into) {
        for (int i = 0; i < batch.lines(); i++) {
            String line = new String(batch.bytes, batch.start(i), batch.length(i), UTF_8);
            into.add(batch.number(i) + " " + line);
        }
        batch.fault()
                .ifPresent(fault -> {
                    Finding finding = fault.finding();
                    String length = finding.text().replaceAll("^the line has (\\d+) .*$", " $1");
                    into.add(
                            finding.line()
                                    + " "
                                    + finding.code().word()
                                    + (length.equals(finding.text()) ? "" : length));
                });
    }
}
