package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process of one store: does what its standard input asks for, a line a request, and answers
/// with a line of figures, `name=value` each.
///
/// Arguments: the [Peer], the folder with the input, the folder of the store.
public final class StoreMain implements AutoCloseable {
    private final Peer peer;
    private final Path folder;
    private final SortedCells cells;
    private final Queries queries;
    private @Nullable Contender store;

    private StoreMain(Peer peer, Path input, Path folder) throws IOException {
        this.peer = peer;
        this.folder = folder;
        cells = SortedCells.open(input);
        queries = new Queries(input);
    }

    /// Serves until its input ends.
    ///
    /// @param args peer, input, folder
    /// @throws IOException where input or store cannot be read
    public static void main(String[] args) throws IOException {
        Peer peer = Peer.valueOf(args[0]);
        try (var main = new StoreMain(peer, Path.of(args[1]), Path.of(args[2]))) {
            Requests.serve(main::answer);
        }
    }

    private String answer(String what, int count) throws IOException {
        if (what.equals("build")) {
            return build();
        }
        if (what.equals("file")) {
            return "bytes=" + (double) peer.fileBytes(folder) / cells.cells();
        }
        if (store == null) {
            store = peer.open(folder);
        }
        var times = new GetTimes(store, queries);
        return switch (what) {
            case "independent" -> nanos(times.independent(count));
            case "chained" -> nanos(times.chained(count));
            case "batch" -> nanos(times.batch(count));
            case "single" -> single(times.single(count));
            case "scan" -> scan(store);
            case "allocated" -> GetAllocation.bytes((LodeCells) store, queries, count);
            case "index" -> "bytes=" + LodeCells.indexBytes();
            default -> throw new BenchFailed(peer.title() + " cannot " + what);
        };
    }

    private String build() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
        long begun = System.nanoTime();
        peer.build(cells, folder);
        return nanos((double) (System.nanoTime() - begun));
    }

    private static String nanos(double nanos) {
        return "nanos=" + nanos;
    }

    private static String single(long[] sorted) {
        return String.format(
                Locale.ROOT,
                "p50=%d p99=%d p999=%d",
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[(int) (sorted.length * 0.999)]);
    }

    private String scan(Contender open) {
        long begun = System.nanoTime();
        long sum = open.scan();
        double nanos = System.nanoTime() - begun;
        if (sum != cells.sum()) {
            throw new BenchFailed("a scan of " + peer.title() + " saw other cells");
        }
        return nanos(nanos / cells.cells());
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
        queries.close();
        cells.close();
    }
}
