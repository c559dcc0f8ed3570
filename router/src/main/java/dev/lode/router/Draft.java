package dev.lode.router;

import java.util.Arrays;
import java.util.List;

/// A placement in the making: who holds each partition, with running sums for each node.
///
/// Nodes are named by their index in ascending order of id; [#NOBODY] stands where no usable node
/// is. Threads: owned by one.
final class Draft {
    static final int NOBODY = -1;
    static final int PARTITIONS = Fingerprint.PARTITIONS;

    private static final int SLOTS = 3;

    /// Nodes with a weight, by id.
    final NodeSpec[] nodes;

    final int[] weights;
    final Demand demand;
    final Pins pins;

    /// Domains as small numbers, one a node.
    final int[] domains;

    /// How many holders of one partition a domain may have.
    final int perDomainMax;

    /// How many holders a partition shall have.
    final int copies;

    /// Which node was primary before; NOBODY where it is gone.
    final int[] home = new int[PARTITIONS];

    /// How many partitions each node holds, as primary or replica.
    final int[] held;

    final long[] primaries;
    final long[] rooms;
    final long[] load;

    /// How many partitions each node shall hold.
    final int[] heldTarget;

    private final int[] holders = new int[PARTITIONS * SLOTS];
    private final int[] indexOfId = new int[PartitionEntry.NODE_MAX + 1];

    Draft(List<NodeSpec> specs, Demand demand, Pins pins) {
        nodes =
                specs.stream()
                        .filter(spec -> spec.weight() > 0)
                        .sorted((a, b) -> Integer.compare(a.id(), b.id()))
                        .toArray(NodeSpec[]::new);
        if (nodes.length == 0) {
            throw new IllegalArgumentException("no node has a weight: nobody can hold anything");
        }
        this.demand = demand;
        this.pins = pins;
        Arrays.fill(indexOfId, NOBODY);
        Arrays.fill(holders, NOBODY);
        Arrays.fill(home, NOBODY);
        for (int i = 0; i < nodes.length; i++) {
            if (indexOfId[nodes[i].id()] != NOBODY) {
                throw new IllegalArgumentException("node " + nodes[i].id() + " is named twice");
            }
            indexOfId[nodes[i].id()] = i;
        }
        weights = Arrays.stream(nodes).mapToInt(NodeSpec::weight).toArray();
        int[] distinct =
                Arrays.stream(nodes).mapToInt(NodeSpec::domain).sorted().distinct().toArray();
        domains =
                Arrays.stream(nodes)
                        .mapToInt(node -> Arrays.binarySearch(distinct, node.domain()))
                        .toArray();
        copies = Math.min(SLOTS, nodes.length);
        perDomainMax = Math.ceilDiv(copies, Math.min(copies, distinct.length));
        primaries = new long[nodes.length];
        held = new int[nodes.length];
        rooms = new long[nodes.length];
        load = new long[nodes.length];
        heldTarget = new int[nodes.length];
    }

    /// Takes over what a table says of nodes that are still there.
    void take(PartitionTable table) {
        for (int p = 0; p < PARTITIONS; p++) {
            home[p] = index(table.primary(p));
            put(p, 0, home[p]);
            put(p, 1, index(table.replica(p, 0)));
            put(p, 2, index(table.replica(p, 1)));
        }
    }

    int index(int id) {
        return id < 0 ? NOBODY : indexOfId[id];
    }

    int primary(int partition) {
        return holders[partition * SLOTS];
    }

    /// Slot 0 is the primary's.
    int holder(int partition, int slot) {
        return holders[partition * SLOTS + slot];
    }

    boolean isHolder(int partition, int node) {
        int at = partition * SLOTS;
        return holders[at] == node || holders[at + 1] == node || holders[at + 2] == node;
    }

    boolean isPinned(int partition) {
        return pins.node(partition) != PartitionEntry.NONE && index(pins.node(partition)) != NOBODY;
    }

    /// Puts a node, or NOBODY, into a slot and keeps the sums.
    void put(int partition, int slot, int node) {
        int at = partition * SLOTS + slot;
        count(partition, slot, holders[at], -1);
        holders[at] = node;
        count(partition, slot, node, 1);
    }

    /// Makes a node primary. A holder changes roles with the old primary; any other node takes the
    /// place of the holder in its domain, or of the one that holds most above its share.
    void movePrimary(int partition, int to) {
        int from = primary(partition);
        int slot = slotOf(partition, to);
        if (slot == NOBODY) {
            slot = slotToGiveUp(partition, to);
        }
        if (slot != 0) {
            put(partition, slot, from);
        }
        put(partition, 0, to);
    }

    /// Whether a node may hold a partition in place of what the slot has now.
    boolean fits(int partition, int slot, int node) {
        if (isHolder(partition, node)) {
            return false;
        }
        int sameDomain = 0;
        for (int other = 0; other < SLOTS; other++) {
            int holder = holder(partition, other);
            if (other != slot && holder != NOBODY && domains[holder] == domains[node]) {
                sameDomain++;
            }
        }
        return sameDomain < perDomainMax;
    }

    /// What it costs to make a node primary: 4 where a partition leaves home, -4 where it comes
    /// back, and 1 more where its content must be copied.
    int cost(int partition, int to) {
        int moved = home[partition] == to ? -4 : home[partition] == primary(partition) ? 4 : 0;
        return isHolder(partition, to) ? moved : moved + 1;
    }

    /// The partitions that each node serves and that may be moved, ascending.
    int[][] movable() {
        int[][] lists = new int[nodes.length][];
        int[] counts = new int[nodes.length];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = new int[(int) primaries[i]];
        }
        for (int p = 0; p < PARTITIONS; p++) {
            if (!isPinned(p)) {
                lists[primary(p)][counts[primary(p)]++] = p;
            }
        }
        for (int i = 0; i < lists.length; i++) {
            lists[i] = Arrays.copyOf(lists[i], counts[i]);
        }
        return lists;
    }

    PartitionEntry entry(int partition, int epoch) {
        int at = partition * SLOTS;
        int a = holders[at + 1] != NOBODY ? holders[at + 1] : holders[at + 2];
        int b = a == holders[at + 2] ? NOBODY : holders[at + 2];
        return new PartitionEntry(nodes[holders[at]].id(), id(a), id(b), epoch);
    }

    private int id(int node) {
        return node == NOBODY ? PartitionEntry.NONE : nodes[node].id();
    }

    private int slotOf(int partition, int node) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (holder(partition, slot) == node) {
                return slot;
            }
        }
        return NOBODY;
    }

    private int slotToGiveUp(int partition, int to) {
        int best = NOBODY;
        for (int slot = 0; slot < SLOTS; slot++) {
            int holder = holder(partition, slot);
            if (slot < copies && fits(partition, slot, to)) {
                if (holder == NOBODY) {
                    return slot;
                }
                if (best == NOBODY || above(holder) > above(holder(partition, best))) {
                    best = slot;
                }
            }
        }
        return best == NOBODY ? 0 : best;
    }

    private int above(int node) {
        return held[node] - heldTarget[node];
    }

    private void count(int partition, int slot, int node, int sign) {
        if (node == NOBODY) {
            return;
        }
        held[node] += sign;
        if (slot == 0) {
            primaries[node] += sign;
            rooms[node] += (long) sign * demand.rooms(partition);
            load[node] += sign * demand.load(partition);
        }
    }
}
