package dev.lode.bench.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The JVM's own log of its safepoints, read on from where it was read last.
///
/// Threads: owned by one.
final class SafepointLog {
    private static final Pattern TOTAL = Pattern.compile("Total: +(\\d+) ns");

    private final Path file;
    private int linesRead;

    SafepointLog(Path file) {
        this.file = file;
    }

    /// The flag that makes a JVM write it.
    ///
    /// @param file to be written
    /// @return the flag
    static String flag(Path file) {
        return "-Xlog:safepoint:file=" + file + ":uptime:filecount=0";
    }

    /// The longest stop of all threads since the last call, reaching it included.
    ///
    /// @return nanoseconds, 0 where there was none
    /// @throws IOException where the log cannot be read
    long longestNanos() throws IOException {
        List<String> lines = Files.readAllLines(file);
        long longest = longest(lines.subList(linesRead, lines.size()));
        linesRead = lines.size();
        return longest;
    }

    static long longest(List<String> lines) {
        long longest = 0;
        for (String line : lines) {
            Matcher total = TOTAL.matcher(line);
            if (total.find()) {
                longest = Math.max(longest, Long.parseLong(total.group(1)));
            }
        }
        return longest;
    }
}
