package dev.lode.router;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/* Implementation: 256 blocks of 256 partitions. `routes` holds what a request needs as a ready
 * Route, so that it is found with one load behind the block's; replicas, asked for less often, lie
 * apart. A change copies the spine and the blocks it touches and shares the rest.
 */

/// Who holds each of the 65,536 partitions: the one table that every request is routed by.
///
/// Threads: immutable; publish a new one through a volatile field. Memory: about 770 KB, shared
/// between tables that follow from each other. Cost: a route is two dependent loads, no allocation;
/// a change of one entry copies 6 KB. Format: docs/format/routing.md.
public final class PartitionTable {
    /// How many entries every table has.
    public static final int PARTITIONS = Fingerprint.PARTITIONS;

    /// Number of the encoded form, its first byte.
    public static final int FORMAT = 1;

    private static final int HEADER_BYTES = 8;

    /// Bytes of the encoded form: u8 format, 3 zero bytes, u32 number of entries, the entries.
    public static final int BYTES = HEADER_BYTES + PARTITIONS * PartitionEntry.BYTES;

    private static final int BLOCK_SHIFT = 8;
    private static final int BLOCK = 1 << BLOCK_SHIFT;
    private static final int BLOCK_MASK = BLOCK - 1;
    private static final int BLOCKS = PARTITIONS / BLOCK;

    private final long[][] routes;
    private final int[][] replicas;

    private PartitionTable(long[][] routes, int[][] replicas) {
        this.routes = routes;
        this.replicas = replicas;
    }

    /// The table that a new cluster starts with: jump consistent hash, then the fewest moves that
    /// leave no node with more partitions than its share rounded up. All epochs are 1.
    ///
    /// @param nodes who is there; the order does not matter, at least one with a weight
    /// @return the table
    public static PartitionTable initial(List<NodeSpec> nodes) {
        return FirstPlacement.table(nodes, Demand.none());
    }

    /// The first table where rooms are known already: no node then has more rooms than its share
    /// rounded up either, as far as whole partitions allow.
    ///
    /// @param nodes as above
    /// @param demand what each partition asks
    /// @return the table
    public static PartitionTable initial(List<NodeSpec> nodes, Demand demand) {
        return FirstPlacement.table(nodes, demand);
    }

    /// The first table over nodes 0 to n - 1 of equal weight, each its own failure domain.
    ///
    /// @param nodes n, 1 to 65,536
    /// @return the table
    public static PartitionTable initial(int nodes) {
        List<NodeSpec> specs = new ArrayList<>(nodes);
        for (int id = 0; id < nodes; id++) {
            specs.add(NodeSpec.of(id));
        }
        return initial(specs);
    }

    /// Where requests for a fingerprint go.
    ///
    /// @param fingerprint of a room or a hunter
    /// @return to be read by [Route]
    public long route(long fingerprint) {
        return routes[(int) (fingerprint >>> 56)][(int) (fingerprint >>> 48) & BLOCK_MASK];
    }

    /// Where requests for a partition go.
    ///
    /// @param partition 0 to 65,535
    /// @return to be read by [Route]
    public long routeOf(int partition) {
        return routes[partition >>> BLOCK_SHIFT][partition & BLOCK_MASK];
    }

    /// The node that serves a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return its id
    public int primary(int partition) {
        return Route.primary(routeOf(partition));
    }

    /// A partition's epoch.
    ///
    /// @param partition 0 to 65,535
    /// @return 1 or more
    public int epoch(int partition) {
        return Route.epoch(routeOf(partition));
    }

    /// A holder other than the primary.
    ///
    /// @param partition 0 to 65,535
    /// @param which 0 or 1
    /// @return the node's id, or [PartitionEntry#NONE]
    public int replica(int partition, int which) {
        int pair = replicas[partition >>> BLOCK_SHIFT][partition & BLOCK_MASK];
        int node = (which == 0 ? pair : pair >>> 16) & 0xFFFF;
        return node == primary(partition) ? PartitionEntry.NONE : node;
    }

    /// Whether a node has a partition's content.
    ///
    /// @param partition 0 to 65,535
    /// @param node its id
    /// @return true for the primary and the replicas
    public boolean isHolder(int partition, int node) {
        return primary(partition) == node
                || (node >= 0 && (replica(partition, 0) == node || replica(partition, 1) == node));
    }

    /// The whole entry of a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return a new record
    public PartitionEntry entry(int partition) {
        return new PartitionEntry(
                primary(partition), replica(partition, 0), replica(partition, 1), epoch(partition));
    }

    /// This table with one entry changed.
    ///
    /// @param partition 0 to 65,535
    /// @param entry what stands there now
    /// @return a new table
    public PartitionTable with(int partition, PartitionEntry entry) {
        return edit().set(partition, entry).done();
    }

    /// This table with one entry changed, if that entry is newer than what stands here.
    ///
    /// @param partition 0 to 65,535
    /// @param entry what somebody else knows
    /// @return a new table, or this one
    public PartitionTable withNewer(int partition, PartitionEntry entry) {
        return entry.epoch() > epoch(partition) ? with(partition, entry) : this;
    }

    /// This table after a plan's moves, or some of them.
    ///
    /// @param moves each partition at most once
    /// @return a new table
    public PartitionTable with(List<Move> moves) {
        Editor editor = edit();
        for (Move move : moves) {
            editor.set(move.partition(), move.to());
        }
        return editor.done();
    }

    /// Begins a change of several entries; each block touched is copied once.
    ///
    /// @return an editor over a view of this table
    public Editor edit() {
        return new Editor(routes.clone(), replicas.clone());
    }

    /// Encodes the table.
    ///
    /// @return a new array of [#BYTES]
    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I8, 0, (byte) FORMAT);
        memory.set(Layouts.I32, 4, PARTITIONS);
        for (int p = 0; p < PARTITIONS; p++) {
            entry(p).write(memory, offset(p));
        }
        return bytes;
    }

    /// Decodes what [#encode] wrote.
    ///
    /// @param memory exactly the encoded bytes
    /// @return the table
    /// @throws IllegalArgumentException where the bytes are anything else; names the partition
    public static PartitionTable decode(MemorySegment memory) {
        if (memory.byteSize() != BYTES
                || memory.get(Layouts.I32, 0) != FORMAT
                || memory.get(Layouts.I32, 4) != PARTITIONS) {
            throw new IllegalArgumentException(
                    "not a partition table of format " + FORMAT + " in " + BYTES + " bytes");
        }
        Editor editor = blank();
        for (int p = 0; p < PARTITIONS; p++) {
            try {
                editor.set(p, PartitionEntry.read(memory, offset(p)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "partition %d at byte %d: %s".formatted(p, offset(p), e.getMessage()), e);
            }
        }
        return editor.done();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionTable table
                && Arrays.deepEquals(routes, table.routes)
                && Arrays.deepEquals(replicas, table.replicas);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(routes) + Arrays.deepHashCode(replicas);
    }

    /// Begins a table of which every entry is still to be set.
    static Editor blank() {
        return new Editor(new long[BLOCKS][BLOCK], new int[BLOCKS][BLOCK]);
    }

    private static long offset(int partition) {
        return HEADER_BYTES + (long) partition * PartitionEntry.BYTES;
    }

    /// A change in the making.
    ///
    /// Threads: owned by one.
    public static final class Editor {
        private final long[][] routes;
        private final int[][] replicas;
        private final boolean[] own = new boolean[BLOCKS];
        private boolean done;

        private Editor(long[][] routes, int[][] replicas) {
            this.routes = routes;
            this.replicas = replicas;
        }

        /// Sets one entry.
        ///
        /// @param partition 0 to 65,535
        /// @param entry what stands there from now on; its epoch is 1 or more
        /// @return this
        public Editor set(int partition, PartitionEntry entry) {
            if (done) {
                throw new IllegalStateException("this change is done; begin another");
            }
            if (entry.epoch() < 1) {
                throw new IllegalArgumentException("epochs of a table begin at 1");
            }
            int block = partition >>> BLOCK_SHIFT;
            if (!own[block]) {
                routes[block] = routes[block].clone();
                replicas[block] = replicas[block].clone();
                own[block] = true;
            }
            routes[block][partition & BLOCK_MASK] =
                    Route.of(partition, entry.primary(), entry.epoch());
            replicas[block][partition & BLOCK_MASK] =
                    entry.wireReplicaB() << 16 | entry.wireReplicaA();
            return this;
        }

        /// Ends the change.
        ///
        /// @return the new table
        public PartitionTable done() {
            done = true;
            return new PartitionTable(routes, replicas);
        }
    }
}
