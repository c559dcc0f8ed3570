package dev.lode.membership;

import dev.lode.base.Layouts;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Partition entries as runs: neighbours that are alike are written once.
///
/// A run is first partition u16, count u16 less one, then the entry of `PartitionEntry`.
public final class TableRuns {
    /// Bytes of one run.
    public static final int RUN_BYTES = 4 + PartitionEntry.BYTES;

    private TableRuns() {}

    /// A table in which all partitions are alike.
    ///
    /// @param entry what every partition has
    /// @return the table
    public static PartitionTable uniform(PartitionEntry entry) {
        byte[] bytes = new byte[PartitionTable.BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        int header = PartitionTable.BYTES - PartitionTable.PARTITIONS * PartitionEntry.BYTES;
        memory.set(Layouts.I8, 0, (byte) PartitionTable.FORMAT);
        memory.set(Layouts.I32, 4, PartitionTable.PARTITIONS);
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            entry.write(memory, header + (long) p * PartitionEntry.BYTES);
        }
        return PartitionTable.decode(memory);
    }

    /// Encodes a table, or what is new in it.
    ///
    /// @param table whose entries
    /// @param base a run that it has too is left out; null to leave nothing out
    /// @return the runs
    public static byte[] encode(PartitionTable table, @Nullable PartitionTable base) {
        var out = new BytesOut();
        int at = 0;
        while (at < PartitionTable.PARTITIONS) {
            PartitionEntry entry = table.entry(at);
            if (base != null && base.entry(at).equals(entry)) {
                at++;
                continue;
            }
            int first = at++;
            while (at < PartitionTable.PARTITIONS
                    && table.entry(at).equals(entry)
                    && (base == null || !base.entry(at).equals(entry))) {
                at++;
            }
            write(out, first, at - first, entry);
        }
        return out.done();
    }

    private static void write(BytesOut out, int first, int count, PartitionEntry entry) {
        byte[] bytes = new byte[PartitionEntry.BYTES];
        entry.write(MemorySegment.ofArray(bytes), 0);
        out.u16(first).u16(count - 1).raw(bytes);
    }

    /// Applies runs to a table.
    ///
    /// @param table to begin with
    /// @param runs as encoded
    /// @return the new table
    /// @throws IllegalArgumentException where the bytes are no runs
    public static PartitionTable apply(PartitionTable table, MemorySegment runs) {
        if (runs.byteSize() % RUN_BYTES != 0) {
            throw new IllegalArgumentException(runs.byteSize() + " bytes are no runs of entries");
        }
        PartitionTable.Editor editor = table.edit();
        for (long at = 0; at < runs.byteSize(); at += RUN_BYTES) {
            int first = Short.toUnsignedInt(runs.get(Layouts.I16, at));
            int end = first + Short.toUnsignedInt(runs.get(Layouts.I16, at + 2)) + 1;
            if (end > PartitionTable.PARTITIONS) {
                throw new IllegalArgumentException("a run ends behind the last partition");
            }
            PartitionEntry entry = PartitionEntry.read(runs, at + 4);
            for (int p = first; p < end; p++) {
                editor.set(p, entry);
            }
        }
        return editor.done();
    }
}
