package dev.lode.bench.index;

import dev.lode.base.memory.ProcessMemory;
import dev.lode.bench.BenchFailed;
import dev.lode.bench.BenchRow;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures one shape: writes its cells, builds every store from them, lets a process serve each,
/// and asks those in turns.
final class ShapeBench {
    /// How rows call the C program.
    static final String C_PROGRAM = "C with prefetch";

    /// How rows call the chase of cache misses.
    static final String CHASE = "chase";

    /// How rows call Lode's extent with its heads in a map of the file, in pages of 4 KiB.
    static final String MAPPED = "Lode, heads mapped";

    /// How rows call Lode in a JVM that was started with the vector module.
    static final String VECTORS = "Lode, vectors";

    private static final int QUERIES = 1 << 22;
    private static final long SEED = 20_260_727;
    private static final int WARM_UPS = 3;
    private static final int MEMORY_QUERIES = 1 << 18;
    private static final List<String> OPS =
            List.of("independent", "chained", "batch", "single", "scan");

    private final CellShape shape;
    private final boolean goals;
    private final List<Peer> peers;
    private final IndexRounds rounds;
    private final Path folder;
    private final PrintStream progress;
    private final Turns turns = new Turns();

    /// Prepares.
    ///
    /// @param shape of the cells
    /// @param goals whether rows have goals
    /// @param peers who takes part, Lode first
    /// @param rounds how much is asked
    /// @param folder empty; takes input and stores
    /// @param progress gets a line a step
    ShapeBench(
            CellShape shape,
            boolean goals,
            List<Peer> peers,
            IndexRounds rounds,
            Path folder,
            PrintStream progress) {
        this.shape = shape;
        this.goals = goals;
        this.peers = peers;
        this.rounds = rounds;
        this.folder = folder;
        this.progress = progress;
    }

    /// Measures.
    ///
    /// @return the rows
    /// @throws IOException where the disk refuses
    List<BenchRow> rows() throws IOException {
        HuntCells.write(shape, SEED, folder);
        try (var sorted = SortedCells.open(folder)) {
            HuntCells.writeQueries(sorted, QUERIES, SEED, folder);
            progress.printf(
                    "%s: %,d cells in %,d rooms%n", shape.name(), sorted.cells(), sorted.rooms());
        }
        build();
        memory();
        serve();
        return new IndexRows(shape, goals, turns).rows();
    }

    /// Lode and LMDB build in turns, the others once.
    private void build() throws IOException {
        for (Peer peer : peers) {
            if (peer != Peer.LODE && peer != Peer.LMDB) {
                progress.println("  building " + peer.title());
                try (StoreProcess process = start(peer)) {
                    turns.add(peer.title(), "build", process.ask("build", 1));
                    turns.add(peer.title(), "file", process.ask("file", 1));
                }
            }
        }
        try (StoreProcess lode = start(Peer.LODE);
                StoreProcess lmdb = start(Peer.LMDB)) {
            for (int round = 0; round <= rounds.builds(); round++) {
                progress.printf("  building in turns, round %d of %d%n", round, rounds.builds());
                for (StoreProcess process : List.of(lode, lmdb)) {
                    Map<String, Double> answer = process.ask("build", 1);
                    if (round > 0) { // the first warms up
                        turns.add(process.title(), "build", answer);
                    }
                }
            }
            turns.add(lode.title(), "file", lode.ask("file", 1));
            turns.add(lmdb.title(), "file", lmdb.ask("file", 1));
        }
    }

    /// What a process that does nothing but serve look-ups holds: it is asked for nothing that
    /// would have it map and read the sorted input, which is larger than the index.
    private void memory() throws IOException {
        for (StoreProcess process : List.of(start(Peer.LODE), startMapped())) {
            try (process) {
                process.ask("independent", MEMORY_QUERIES);
                ProcessMemory before = memory(process);
                process.ask("independent", MEMORY_QUERIES);
                ProcessMemory after = memory(process);
                double index = process.ask("index", 1).getOrDefault("bytes", 0.0);
                turns.add(
                        process.title(),
                        "memory",
                        Map.of(
                                "resident",
                                (double) after.resident(),
                                "anonymousHuge",
                                (double) after.anonymousHuge(),
                                "fileHuge",
                                (double) after.fileHuge(),
                                "majorFaults",
                                (double) (after.majorFaults() - before.majorFaults()),
                                "index",
                                index / LodeCells.headBytes(store(Peer.LODE))));
                turns.add(process.title(), "allocated", process.ask("allocated", MEMORY_QUERIES));
            }
        }
    }

    private static ProcessMemory memory(StoreProcess process) {
        return ProcessMemory.of(process.pid())
                .orElseThrow(() -> new BenchFailed("/proc says nothing of a process"));
    }

    private void serve() throws IOException {
        List<StoreProcess> stores = new ArrayList<>();
        try {
            for (Peer peer : peers) {
                stores.add(start(peer));
            }
            stores.add(startMapped());
            stores.add(start(VECTORS, Peer.LODE, List.of("--add-modules=jdk.incubator.vector")));
            Optional<Path> program =
                    CProgram.compile("cells", Files.createDirectory(folder.resolve("c")));
            if (program.isPresent()) {
                stores.add(
                        new StoreProcess(
                                C_PROGRAM, List.of(program.get().toString(), folder.toString())));
            } else {
                progress.println("  no gcc, so no C program beside Lode (Debian: gcc, libc6-dev)");
            }
            StoreProcess chase =
                    new StoreProcess(
                            CHASE,
                            ChildJvm.command(
                                    MissChase.class,
                                    List.of(),
                                    List.of(Long.toString(LodeCells.headBytes(store(Peer.LODE))))));
            stores.add(chase);
            warm(stores);
            for (int round = 1; round <= rounds.rounds(); round++) {
                progress.printf("  round %d of %d%n", round, rounds.rounds());
                round(stores);
            }
        } finally {
            for (StoreProcess store : stores) {
                store.close();
            }
        }
    }

    private void warm(List<StoreProcess> stores) throws IOException {
        for (StoreProcess store : stores) {
            progress.println("  warming " + store.title());
            for (int i = 0; i < WARM_UPS; i++) {
                for (String op : ops(store)) {
                    store.ask(op, rounds.gets(store.title()));
                }
            }
        }
    }

    private void round(List<StoreProcess> stores) throws IOException {
        for (String op :
                List.of("independent", "chained", "batch", "single", "scan", "small", "huge")) {
            for (StoreProcess store : stores) {
                if (ops(store).contains(op)) {
                    turns.add(store.title(), op, store.ask(op, rounds.gets(store.title())));
                }
            }
        }
    }

    private static List<String> ops(StoreProcess store) {
        return switch (store.title()) {
            case CHASE -> List.of("small", "huge");
            case C_PROGRAM -> List.of("independent", "chained", "batch", "scan");
            default -> OPS;
        };
    }

    private Path store(Peer peer) {
        return folder.resolve(peer.name());
    }

    private StoreProcess start(Peer peer) throws IOException {
        return start(peer.title(), peer, peer.flags());
    }

    private StoreProcess startMapped() throws IOException {
        return start(MAPPED, Peer.LODE, List.of("-D" + LodeCells.HEADS + "=MAPPED"));
    }

    private StoreProcess start(String title, Peer peer, List<String> flags) throws IOException {
        return new StoreProcess(
                title,
                ChildJvm.command(
                        StoreMain.class,
                        flags,
                        List.of(peer.name(), folder.toString(), store(peer).toString())));
    }
}
