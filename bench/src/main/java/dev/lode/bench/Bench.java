package dev.lode.bench;

import dev.lode.bench.index.IndexBench;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The program behind `lode bench NAME [--quick] [--json FILE]`.
///
/// Ends with 0 where it ran, whatever it measured; 1 where it could not; 2 where the command is not
/// understood.
public final class Bench {
    private static final String USAGE =
            """
            lode bench NAME [--quick] [--json FILE] [--folder DIR]

              blobs   digs from content four times as large as memory, beside fio
              dig     a dig from decoded request to encoded reply, and where its time goes
              index   12 million cells: look-ups, scans, builds, memory; beside LMDB, RocksDB,
                      MVStore, a C program and the bare cache miss
              memory  what a recorded run wastes of overlay and buffers, beside glibc's malloc and mimalloc
              pack    lode pack beside lz4 -1 on 12 million cells of a kibibyte
              route   finding the node of a fingerprint; balance of 5 million rooms on 40 nodes
              slice   a partition of 76 MB exported and imported, beside a plain copy
              wal     the log on each device, beside the bare device and RocksDB's log

              --quick      fewer and shorter rounds
              --json FILE  write the run as JSON too
              --folder DIR where large content is generated (otherwise the temp folder)

            A ratio above 1 means that Lode is better, whatever the unit. Only one runs at a time.
            """;

    /// Whose whole runs are kept in docs/benchmarks.
    private static final Set<String> KEPT = Set.of("index", "pack");

    /// The load average a core above which times mean little.
    private static final double BUSY = 0.5;

    private Bench() {}

    /// Runs.
    ///
    /// @param args the command line behind `bench`
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        String name = null;
        Path json = null;
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        boolean quick = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help", "-h" -> {
                    out.print(USAGE);
                    return 0;
                }
                case "--quick" -> quick = true;
                case "--json" -> {
                    if (++i == args.length) {
                        return misunderstood(err, "--json needs a file");
                    }
                    json = Path.of(args[i]);
                }
                case "--folder" -> {
                    if (++i == args.length) {
                        return misunderstood(err, "--folder needs a folder");
                    }
                    folder = Path.of(args[i]);
                }
                default -> {
                    if (name != null || args[i].startsWith("-")) {
                        return misunderstood(err, "what is " + args[i] + "?");
                    }
                    name = args[i];
                }
            }
        }
        if (name == null) {
            return misunderstood(err, "which benchmark?");
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        JmhRounds rounds = quick ? JmhRounds.quick() : JmhRounds.full();
        try {
            List<BenchRow> rows =
                    switch (name) {
                        case "blobs" -> BlobBench.rows(quick, err);
                        case "dig" -> DigBench.rows(rounds, err);
                        case "index" -> IndexBench.rows(quick, err);
                        case "memory" -> MemoryBench.rows(quick, err);
                        case "pack" -> PackBench.rows(quick, folder, err);
                        case "route" -> RouteBench.rows(rounds, err);
                        case "slice" -> SliceBench.rows(quick, err);
                        case "wal" -> WalBench.rows(quick, err);
                        default -> null;
                    };
            if (rows == null) {
                return misunderstood(err, "there is no benchmark " + name);
            }
            var made = new BenchRun(name, commit(), Machine.here(rounds.flags()), rows);
            show(made, json, out);
            if (KEPT.contains(name) && !quick) {
                BenchRecord.write(
                                made,
                                Path.of(System.getProperty("lode.home", "")),
                                LocalDate.now(ZoneOffset.UTC))
                        .ifPresent(page -> out.println("kept in " + page));
            }
            tellIfBusy(load, out);
            return 0;
        } catch (BenchFailed | IOException e) {
            err.println("lode bench: " + e.getMessage());
            return 1;
        }
    }

    private static void show(BenchRun run, @Nullable Path json, PrintStream out)
            throws IOException {
        out.print(run.table());
        if (json != null) {
            Files.writeString(json, run.json());
            out.println("written to " + json);
        }
    }

    private static void tellIfBusy(double load, PrintStream out) {
        int cores = Runtime.getRuntime().availableProcessors();
        if (load > cores * BUSY) {
            out.printf(
                    Locale.ROOT,
                    "other programs were running (load %.1f on %d cores as it began): trust the"
                            + " ratios, not the times%n",
                    load,
                    cores);
        }
    }

    private static int misunderstood(PrintStream err, String why) {
        err.println("lode bench: " + why);
        err.print(USAGE);
        return 2;
    }

    /// The commit of the sources, with `+` where they were changed since; `unknown` outside a
    /// clone.
    private static String commit() throws IOException {
        String head = git("rev-parse", "--short=12", "HEAD");
        if (head.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? head : head + "+";
    }

    private static String git(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(args));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said.strip() : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
