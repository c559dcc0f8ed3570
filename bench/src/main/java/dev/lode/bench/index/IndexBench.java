package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import dev.lode.bench.BenchRow;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// `lode bench index`: the index at 12 million cells beside LMDB, RocksDB, MVStore, a C program and
/// the bare cache miss.
///
/// It writes up to 3 GB in the folder of temporary files; `-Djava.io.tmpdir` names another disk,
/// and `-Dlode.bench.parts=node,forty,crowded,merge` leaves shapes out.
public final class IndexBench {
    private static final String PARTS = "node,forty,crowded,merge";

    private IndexBench() {}

    /// Measures.
    ///
    /// @param quick fewer cells and rounds
    /// @param progress gets a line a step
    /// @return the rows
    /// @throws IOException where the disk refuses
    public static List<BenchRow> rows(boolean quick, PrintStream progress) throws IOException {
        IndexRounds rounds = quick ? IndexRounds.quick() : IndexRounds.full();
        if (quick) {
            progress.printf(
                    "quick: an eighth of the cells, %d rounds; goals are meant for 12 million%n",
                    rounds.rounds());
        }
        List<BenchRow> rows = new ArrayList<>();
        for (String part : System.getProperty("lode.bench.parts", PARTS).split(",", -1)) {
            rows.addAll(
                    switch (part) {
                        case "node" -> shape(CellShape.ONE_NODE, true, rounds, progress);
                        case "forty" -> shape(CellShape.ONE_OF_FORTY, true, rounds, progress);
                        case "crowded" -> shape(CellShape.CROWDED, false, rounds, progress);
                        case "merge" -> merge(rounds, progress);
                        default -> throw new BenchFailed("there is no part " + part);
                    });
        }
        return rows;
    }

    private static List<BenchRow> shape(
            CellShape shape, boolean main, IndexRounds rounds, PrintStream progress)
            throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-index");
        List<Peer> peers = main ? List.of(Peer.values()) : List.of(Peer.LODE, Peer.LMDB);
        try {
            return new ShapeBench(
                            shape.fewer(rounds.fewer()), main, peers, rounds, folder, progress)
                    .rows();
        } finally {
            delete(folder);
        }
    }

    private static List<BenchRow> merge(IndexRounds rounds, PrintStream progress)
            throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-merge");
        try {
            return MergeBench.rows(
                    CellShape.ONE_NODE.fewer(rounds.fewer()), rounds, folder, progress);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
