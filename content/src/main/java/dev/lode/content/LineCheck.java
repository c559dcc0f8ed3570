package dev.lode.content;

import java.nio.file.Path;

/// What is checked of a line before anything is read from it.
///
/// Threads: one.
final class LineCheck {
    private final Path file;
    private final Utf8 utf8 = new Utf8();

    LineCheck(Path file) {
        this.file = file;
    }

    /// Whether a line holds nothing and is passed over.
    static boolean blank(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /// Checks that a line is UTF-8 without a byte order mark.
    ///
    /// @throws ContentException where it is not
    void check(byte[] bytes, int from, int length, long line) {
        int bad = utf8.firstBad(bytes, from, length);
        if (bad >= 0) {
            throw new ContentException(
                    file,
                    line,
                    Code.UTF8,
                    "byte %d of the line (0x%02x) is not UTF-8".formatted(bad, bytes[from + bad]),
                    "write the file as UTF-8");
        }
        if (line == 1
                && length > 2
                && (bytes[from] & 0xFF) == 0xEF
                && (bytes[from + 1] & 0xFF) == 0xBB
                && (bytes[from + 2] & 0xFF) == 0xBF) {
            throw new ContentException(
                    file,
                    line,
                    Code.UTF8,
                    "the file begins with a byte order mark",
                    "write the file as UTF-8 without one");
        }
    }
}
