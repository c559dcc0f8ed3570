package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One append in flight: a few on the bare loop, a few on each log, and again.
///
/// Rounds are short and many, so that a disturbance of some seconds spoils some of them and moves
/// no median; a second bare loop in another file shows what two of the same differ by, and what can
/// be judged beside that (`BenchRow.judged`).
final class WalLoneBench {
    private static final double GOAL = 1 / 1.1;
    private static final int TURN = 20; // so that all have a share in what disturbs
    private static final int WARM = 2; // what the turns of others left cold is not counted
    private static final int ROUND = 500;
    private static final int WARM_ROUNDS = 6;

    /// An append may take this long whatever the bare loop shows.
    private static final double LONG_MICROS = 11_000;

    private final int rounds;
    private final Map<String, DurableSink> sinks;
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    /// @param appends to count on each
    /// @param sinks by name, the two bare loops among them
    WalLoneBench(int appends, Map<String, DurableSink> sinks) {
        this.rounds = Math.max(1, appends / ROUND);
        this.sinks = sinks;
    }

    /// Measures.
    ///
    /// @param how the rows' words for the circumstances
    List<BenchRow> rows(String how) throws IOException {
        for (int round = -WARM_ROUNDS; round < rounds; round++) {
            Map<String, long[]> times = round();
            if (round >= 0) {
                times.forEach((name, nanos) -> {
                    add("p50", name, nanos[nanos.length / 2] / 1e3);
                    add("p99", name, nanos[nanos.length * 99 / 100] / 1e3);
                    add("max", name, nanos[nanos.length - 1] / 1e3);
                });
            }
        }
        List<BenchRow> rows = new ArrayList<>();
        for (String name : sinks.keySet()) {
            if (!name.equals(BareLoop.NAME)) {
                String what = "append 4 KiB" + how + ", " + name + ": ";
                rows.add(beside(what, "p50", name));
                rows.add(beside(what, "p99", name));
                rows.add(longest(what, name));
            }
        }
        return rows;
    }

    private Map<String, long[]> round() throws IOException {
        var times = new LinkedHashMap<String, long[]>();
        sinks.keySet().forEach(name -> times.put(name, new long[ROUND]));
        for (int done = 0; done < ROUND; done += TURN) {
            for (Map.Entry<String, DurableSink> one : sinks.entrySet()) {
                long[] nanos = Objects.requireNonNull(times.get(one.getKey()));
                for (int i = 0; i < WARM; i++) {
                    one.getValue().append(0);
                }
                for (int i = done; i < done + TURN; i++) {
                    long before = System.nanoTime();
                    one.getValue().append(0);
                    nanos[i] = System.nanoTime() - before;
                }
            }
        }
        times.values().forEach(Arrays::sort);
        return times;
    }

    private BenchRow beside(String what, String figure, String name) {
        Samples bare = samples(figure, BareLoop.NAME);
        if (name.equals(BareLoop.AGAIN)) {
            return BenchRow.shownBeside(
                    what + figure, "us", Better.LOWER, samples(figure, name), BareLoop.NAME, bare);
        }
        return BenchRow.judged(
                what + figure,
                "us",
                Better.LOWER,
                samples(figure, name),
                BareLoop.NAME,
                bare,
                GOAL,
                samples(figure, BareLoop.AGAIN));
    }

    /// The longest of all, bounded by what the bare loops show, but not below 11 ms.
    private BenchRow longest(String what, String name) {
        Samples longest = Samples.exact(longest(name));
        if (name.equals(BareLoop.AGAIN)) {
            return BenchRow.shown(what + "longest", "us", longest);
        }
        double bare = Math.max(longest(BareLoop.NAME), longest(BareLoop.AGAIN));
        return BenchRow.bounded(
                what + "longest, the bare loop's %.0f us".formatted(bare),
                "us",
                Better.LOWER,
                longest,
                Math.max(bare, LONG_MICROS));
    }

    private double longest(String name) {
        return Collections.max(samples("max", name).rounds());
    }

    private void add(String figure, String name, double value) {
        figures.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(name, _ -> new ArrayList<>())
                .add(value);
    }

    private Samples samples(String figure, String name) {
        return new Samples(figures.getOrDefault(figure, Map.of()).getOrDefault(name, List.of()));
    }
}
