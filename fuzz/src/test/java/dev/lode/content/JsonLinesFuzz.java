package dev.lode.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Files of lines: each line that is UTF-8 and short enough is given out, with its number.
public final class JsonLinesFuzz {
    private static final int LINE_BYTES_MAX = 40;
    private static final Path FILE = file();

    private JsonLinesFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("lines", ".jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a file.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        var got = new ArrayList<String>();
        try (var lines = new JsonLines(FILE, LINE_BYTES_MAX)) {
            boolean more = true;
            while (more) {
                try {
                    more = lines.next();
                    if (more) {
                        got.add(lines.line() + text(lines.bytes(), 0, lines.length()));
                    }
                } catch (ContentException e) {
                    got.add(e.finding().line() + "!");
                }
            }
        }
        if (!got.equals(wanted(input))) {
            throw new AssertionError(got + ", not " + wanted(input));
        }
    }

    private static List<String> wanted(byte[] input) {
        var wanted = new ArrayList<String>();
        int line = 0;
        for (int from = 0; from < input.length; line++) {
            int to = from;
            while (to < input.length && input[to] != '\n') {
                to++;
            }
            String text = text(input, from, to - from);
            boolean utf8 = text.indexOf(0xFFFD) < 0 || reallyHolds(input, from, to);
            boolean mark = line == 0 && text.startsWith("\uFEFF") && to - from > 2;
            if (to - from > LINE_BYTES_MAX) {
                wanted.add((line + 1) + "!");
            } else if (!text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r')) {
                wanted.add((line + 1) + (utf8 && !mark ? text : "!"));
            }
            from = to + 1;
        }
        return wanted;
    }

    /// Whether a range is UTF-8 that has U+FFFD itself, and none that stands for bad bytes.
    private static boolean reallyHolds(byte[] input, int from, int to) {
        byte[] again = text(input, from, to - from).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, input, from, to);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
