package dev.lode.storage.store;

import dev.lode.storage.extent.Directory;
import dev.lode.storage.slice.ImportedPartition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which partitions of a store are served from imports, at one moment.
///
/// Immutable. Memory: a table that differs in one partition shares all but 2 KiB with the one
/// before.
final class ImportTable {
    private static final int ROW_BITS = 8;
    private static final int ROW = 1 << ROW_BITS;
    private static final @Nullable Entry[] NO_ROW = new @Nullable Entry[ROW];

    /// A table of none.
    static final ImportTable EMPTY = new ImportTable(empty());

    private final @Nullable Entry[][] rows;

    /// What a partition is served from.
    ///
    /// @param from the import
    /// @param ahead whether it alone is to be asked: it has additions that the store has not been
    ///   given
    record Entry(ImportedPartition from, boolean ahead) {}

    private ImportTable(@Nullable Entry[][] rows) {
        this.rows = rows;
    }

    private static @Nullable Entry[][] empty() {
        var rows = new @Nullable Entry[Directory.PARTITIONS / ROW][];
        Arrays.fill(rows, NO_ROW);
        return rows;
    }

    /// What a partition is served from.
    ///
    /// @return null where it is not from an import
    @Nullable Entry get(int partition) {
        return rows[partition >>> ROW_BITS][partition & (ROW - 1)];
    }

    /// A table that differs in one partition.
    ///
    /// @param entry null for none
    ImportTable with(int partition, @Nullable Entry entry) {
        @Nullable Entry[][] next = rows.clone();
        @Nullable Entry[] row = next[partition >>> ROW_BITS].clone();
        row[partition & (ROW - 1)] = entry;
        next[partition >>> ROW_BITS] = row;
        return new ImportTable(next);
    }
}
