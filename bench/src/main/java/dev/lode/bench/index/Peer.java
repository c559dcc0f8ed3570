package dev.lode.bench.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The stores of the benchmark: how each is built and opened, and the JVM that it gets.
enum Peer {
    /// Lode's extent, in a JVM as servers are started.
    LODE("Lode", "") {
        @Override
        void build(SortedCells cells, Path folder) throws IOException {
            LodeCells.build(cells, folder);
        }

        @Override
        Contender open(Path folder) throws IOException {
            return LodeCells.open(folder);
        }

        @Override
        long fileBytes(Path folder) throws IOException {
            return LodeCells.headBytes(folder); // blobs are no part of the index
        }
    },

    /// LMDB through lmdbjava.
    LMDB(
            "LMDB (lmdbjava 0.9.3)",
            "-Dlmdbjava.disable.checks=true --add-opens=java.base/java.nio=ALL-UNNAMED"
                    + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED") {
        @Override
        void build(SortedCells cells, Path folder) throws IOException {
            LmdbCells.build(cells, folder);
        }

        @Override
        Contender open(Path folder) {
            return LmdbCells.open(folder);
        }

        @Override
        long fileBytes(Path folder) {
            return LmdbCells.usedBytes(folder);
        }
    },

    /// RocksDB's block-based tables, through its own Java binding.
    ROCKS_BLOCK("RocksDB 11.8.1", "") {
        @Override
        void build(SortedCells cells, Path folder) throws IOException {
            RocksCells.build(RocksCells.Format.BLOCK, cells, folder);
        }

        @Override
        Contender open(Path folder) throws IOException {
            return RocksCells.open(RocksCells.Format.BLOCK, folder);
        }
    },

    /// RocksDB's plain tables, its format for data in memory.
    ROCKS_PLAIN("RocksDB 11.8.1, plain table", "") {
        @Override
        void build(SortedCells cells, Path folder) throws IOException {
            RocksCells.build(RocksCells.Format.PLAIN, cells, folder);
        }

        @Override
        Contender open(Path folder) throws IOException {
            return RocksCells.open(RocksCells.Format.PLAIN, folder);
        }
    },

    /// H2's MVStore, which keeps what it caches on the heap.
    MVSTORE("MVStore (h2 2.5.252)", "-XX:+UseParallelGC -Xmx4g") {
        @Override
        void build(SortedCells cells, Path folder) {
            MvCells.build(cells, folder);
        }

        @Override
        Contender open(Path folder) {
            return MvCells.open(folder);
        }
    };

    private final String title;
    private final String flags;

    Peer(String title, String flags) {
        this.title = title;
        this.flags = flags;
    }

    /// How rows call it.
    String title() {
        return title;
    }

    /// Flags of its JVM beyond those of a server; later ones win.
    List<String> flags() {
        return flags.isEmpty() ? List.of() : List.of(flags.split(" ", -1));
    }

    /// Builds the store; everything is on the disk when this returns.
    ///
    /// @param cells in the order of keys
    /// @param folder empty; takes the store
    /// @throws IOException where the disk refuses
    abstract void build(SortedCells cells, Path folder) throws IOException;

    /// Opens the store for reading.
    ///
    /// @param folder that it was built in
    /// @return the open store
    /// @throws IOException where it cannot be read
    abstract Contender open(Path folder) throws IOException;

    /// What the store takes on the disk.
    ///
    /// @param folder that it was built in
    /// @return bytes
    /// @throws IOException where it cannot be read
    long fileBytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
