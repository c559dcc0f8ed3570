package dev.lode.content;

import java.util.List;
import java.util.Map;

/// What lint found: the first findings of each code in order, and how many there were.
///
/// @param findings at most `content.findingsPerCode` of each code, ordered
/// @param counts how many of each code, in the order of [Code]
/// @param rooms rooms read
/// @param cells cells read
/// @param keys keys found in cells
/// @param complete whether all was looked at; false where a file could not be read as a whole, so
///   that what depends on it was left out
public record LintReport(
        List<Finding> findings,
        Map<Code, Long> counts,
        long rooms,
        long cells,
        long keys,
        boolean complete) {

    /// Whether nothing was found.
    ///
    /// @return true where the folder can be packed
    public boolean clean() {
        return counts.isEmpty();
    }

    /// How many findings there are, shown or not.
    ///
    /// @return the sum over all codes
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The report as text: a line a finding, a line for what was left out, a line of sums.
    ///
    /// @return lines that each end with a line feed
    public String text() {
        StringBuilder out = new StringBuilder();
        findings.forEach(finding -> out.append(finding).append('\n'));
        counts.forEach((code, count) -> {
            long shown = findings.stream().filter(f -> f.code() == code).count();
            if (count > shown) {
                out.append("... and %d more of %s\n".formatted(count - shown, code.word()));
            }
        });
        if (!complete) {
            out.append("what depends on that file was not checked\n");
        }
        out.append(
                "%d rooms, %d cells, %d keys: %s\n"
                        .formatted(
                                rooms,
                                cells,
                                keys,
                                clean() ? "nothing found" : total() + " findings"));
        return out.toString();
    }
}
