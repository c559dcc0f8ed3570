package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `lode bench dig`: what a dig costs between its decoded request and its encoded reply, and where
/// the time goes.
final class DigBench {
    /// How far a find's time may lie from a miss's: a clock must not tell them apart.
    private static final double APART_MAX = 5;

    private static final long DICTIONARY_BYTES = 16 << 10;

    private DigBench() {}

    static List<BenchRow> rows(JmhRounds rounds, PrintStream progress) throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-dig");
        try {
            progress.printf("packing %,d cells, %,d keys%n", BenchHunt.CELLS, BenchHunt.KEYS);
            Path pack = BenchHunt.pack(folder);
            Path shared = BenchHunt.pack(folder, "shared", DICTIONARY_BYTES);
            JmhRounds over = rounds.with("-D" + DigTimes.PACK + "=" + pack);
            var rows =
                    new ArrayList<>(
                            rows(
                                    over.run(
                                            DigTimes.class,
                                            List.of("both", "index", "blob", "proofs"),
                                            progress)));
            rows.addAll(
                    dictionaryRows(
                            over.with("-D" + DictionaryDigTimes.PACK + "=" + shared)
                                    .run(
                                            DictionaryDigTimes.class,
                                            List.of("digs", "documents"),
                                            progress)));
            return rows;
        } finally {
            delete(folder);
        }
    }

    private static List<BenchRow> rows(Map<String, JmhRounds.Measured> measured) {
        JmhRounds.Measured both = JmhRounds.get(measured, "both");
        Samples digs = both.counter("blocks").times(DigTimes.BLOCK);
        Samples miss = both.counter("missNanos").over(digs);
        Samples find = both.counter("findNanos").over(digs);
        Samples bytes = both.counter("bytes").over(digs.times(2)).toHundredths();
        Samples index = JmhRounds.get(measured, "index").score();
        Samples blob = JmhRounds.get(measured, "blob").score();
        Samples proofs = JmhRounds.get(measured, "proofs").score();
        Samples rest = miss.minus(index).minus(blob).minus(proofs);
        double apart = 100 * Math.abs(find.over(miss).median() - 1);
        return List.of(
                BenchRow.shown("dig that finds nothing", "ns", miss),
                BenchRow.shown("dig that finds a key", "ns", find),
                BenchRow.bounded(
                        "how far a find lies from none",
                        "%",
                        Better.LOWER,
                        Samples.exact(apart),
                        APART_MAX),
                BenchRow.bounded("dig, on the loop's thread", "B", Better.LOWER, bytes, 0),
                BenchRow.shown("dig, by -prof gc with the harness", "B", both.allocated()),
                BenchRow.shown("of it: cell index", "ns", index),
                BenchRow.shown("of it: document read, checked, decoded", "ns", blob),
                BenchRow.shown("of it: ticket and pass, or filler", "ns", proofs),
                BenchRow.shown("of it: all else", "ns", rest));
    }

    private static List<BenchRow> dictionaryRows(Map<String, JmhRounds.Measured> measured) {
        JmhRounds.Measured digs = JmhRounds.get(measured, "digs");
        Samples each = digs.counter("blocks").times(DigTimes.BLOCK);
        Samples bytes = digs.counter("bytes").over(each.times(2)).toHundredths();
        return List.of(
                beside("dig in a hunt with a dictionary of 16 KiB", digs),
                BenchRow.bounded("dig in it, on the loop's thread", "B", Better.LOWER, bytes, 0),
                beside(
                        "of it: document read, checked, decoded",
                        JmhRounds.get(measured, "documents")));
    }

    private static BenchRow beside(String what, JmhRounds.Measured measured) {
        Samples each = measured.counter("blocks").times(DigTimes.BLOCK);
        return BenchRow.shownBeside(
                what,
                "ns",
                Better.LOWER,
                measured.counter("sharedNanos").over(each),
                "without a dictionary",
                measured.counter("plainNanos").over(each));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
