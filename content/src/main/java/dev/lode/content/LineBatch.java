package dev.lode.content;

import java.util.Arrays;
import java.util.Optional;

/// Some lines of a file, one behind the other as they stand in it, and what came up behind them.
///
/// Threads: one at a time. Memory: as long as its lines, kept for the next ones.
final class LineBatch {
    private static final int FIRST_LINES = 256;

    private final int bytesAtLeast;
    private int[] ends = new int[FIRST_LINES];
    private int lines;
    private int used;
    private long firstLine;
    private Optional<ContentException> fault = Optional.empty();

    /// The lines.
    byte[] bytes;

    /// How far the file has been read behind them, in bytes of it as it lies on disk.
    long consumed;

    /// Where the next line begins, in plain bytes.
    long position;

    /// How many lines stand before that.
    long linesBefore;

    LineBatch(int bytesAtLeast) {
        this.bytesAtLeast = bytesAtLeast;
        bytes = new byte[bytesAtLeast];
    }

    int lines() {
        return lines;
    }

    /// The number of a line in the file.
    ///
    /// @param index 0 to [#lines]; the latter for the line behind
    long number(int index) {
        return firstLine + index;
    }

    int start(int index) {
        return index == 0 ? 0 : ends[index - 1] + 1;
    }

    int length(int index) {
        return ends[index] - start(index);
    }

    /// What is wrong behind the last line: a line too long to be here, or the end of what can be
    /// read.
    Optional<ContentException> fault() {
        return fault;
    }

    /// Forgets all, and keeps no more memory than it began with for long.
    void begin(long line) {
        lines = 0;
        used = 0;
        firstLine = line;
        fault = Optional.empty();
        if (bytes.length > 2 * bytesAtLeast) {
            bytes = new byte[bytesAtLeast];
        }
    }

    /// Bytes that were read, lines or not.
    int used() {
        return used;
    }

    void used(int bytesRead) {
        used = bytesRead;
    }

    /// Makes room for so many bytes in all.
    void reserve(int whole) {
        if (bytes.length < whole) {
            bytes = Arrays.copyOf(bytes, whole);
        }
    }

    /// Where the line begins that has not ended yet.
    int open() {
        return start(lines);
    }

    /// Ends the open line before a byte.
    void end(int at) {
        if (lines == ends.length) {
            ends = Arrays.copyOf(ends, 2 * lines);
        }
        ends[lines++] = at;
    }

    void fault(ContentException why) {
        fault = Optional.of(why);
    }
}
