package dev.lode.content;

import dev.lode.fuzz.Edits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Batches of lines: the same lines and faults whatever their size, and from wherever a reading
/// that ended goes on.
public final class LineBatchesFuzz {
    private static final int LINE_BYTES_MAX = 20;
    private static final Path FILE = file();

    private LineBatchesFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("batches", ".jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Mark(int told, long position, long lines) {}

    /// Reads a file in batches, and again from behind each of them.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var in = new Edits(input);
        int batchBytes = 1 + in.next() % 64;
        byte[] bytes = in.rest();
        Files.write(FILE, bytes);
        List<String> wanted = wanted(bytes);
        var marks = new ArrayList<Mark>();
        List<String> got = read(batchBytes, new Mark(0, 0, 0), marks);
        if (!got.equals(wanted)) {
            throw new AssertionError(got + ", not " + wanted);
        }
        for (Mark mark : marks) {
            List<String> rest = read(1 + batchBytes / 2, mark, new ArrayList<>());
            if (!rest.equals(wanted.subList(mark.told, wanted.size()))) {
                throw new AssertionError("from " + mark + ": " + rest + ", not " + wanted);
            }
        }
    }

    private static List<String> read(int batchBytes, Mark from, List<Mark> marks) {
        var got = new ArrayList<String>();
        var batch = new LineBatch(batchBytes);
        try (var batches = new LineBatches(FILE, LINE_BYTES_MAX, batchBytes)) {
            batches.skip(from.position, from.lines);
            while (batches.next(batch)) {
                for (int i = 0; i < batch.lines(); i++) {
                    got.add(batch.number(i) + text(batch.bytes, batch.start(i), batch.length(i)));
                }
                batch.fault().ifPresent(fault -> got.add(fault.finding().line() + "!"));
                marks.add(new Mark(got.size(), batch.position, batch.linesBefore));
            }
        }
        return got;
    }

    private static List<String> wanted(byte[] bytes) {
        var wanted = new ArrayList<String>();
        int line = 1;
        for (int from = 0; from < bytes.length; line++) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            boolean tooLong = to - from > LINE_BYTES_MAX;
            wanted.add(line + (tooLong ? "!" : text(bytes, from, to - from)));
            from = to + 1;
        }
        return wanted;
    }

    private static String text(byte[] bytes, int from, int length) {
        var text = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            text.append((char) (bytes[i] & 0xFF));
        }
        return text.toString();
    }
}
