package dev.lode.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One run of a benchmark: everything that its table and its JSON show.
///
/// @param name of the benchmark
/// @param commit of the sources
/// @param machine it ran on
/// @param rows what was measured
public record BenchRun(String name, String commit, Machine machine, List<BenchRow> rows) {
    private static final List<String> HEAD =
            List.of("what", "unit", "Lode", "peer", "", "ratio", "spread", "goal", "met");

    /// Copies the list.
    public BenchRun {
        rows = List.copyOf(rows);
    }

    /// The run as JSON.
    ///
    /// @return one document, indented, ending in a newline
    public String json() {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(this)
                + "\n";
    }

    /// The run as a table for people.
    ///
    /// @return lines, each ending in a newline
    public String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (BenchRow row : rows) {
            lines.add(
                    List.of(
                            row.what(),
                            row.unit(),
                            figure(row.lode()),
                            figure(row.peer()),
                            row.peerName() == null ? "" : row.peerName(),
                            row.ratio() == null ? "" : figure(row.ratio()) + "x",
                            percent(row.spread()),
                            goal(row),
                            met(row)));
        }
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        out.append(
                "bench %s, commit %s, %d cores, %s, %s%n"
                        .formatted(name, commit, machine.cores(), machine.kernel(), machine.jdk()));
        for (List<String> line : lines) {
            out.append(aligned(line, widths)).append('\n');
        }
        return out.toString();
    }

    private static String aligned(List<String> line, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean words = i < 2 || i == 4;
            String format = (words ? "%-" : "%") + Math.max(1, widths[i]) + "s";
            out.append(i == 0 ? "" : "  ").append(format.formatted(line.get(i)));
        }
        return out.toString().stripTrailing();
    }

    private static String met(BenchRow row) {
        if (row.met() == null) {
            return row.goal() == null ? "" : "open"; // the run cannot tell
        }
        return row.met() ? "yes" : "NO";
    }

    private static String goal(BenchRow row) {
        if (row.goal() == null) {
            return "";
        }
        return row.ratio() == null ? figure(row.goal()) : ">= " + figure(row.goal()) + "x";
    }

    /// Four significant digits, or as many as a whole number has.
    private static String figure(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%d", value.longValue());
        }
        double size = Math.abs(value);
        if (size < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int digits = (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
    }
}
