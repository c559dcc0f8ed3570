package dev.lode.router;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The partitions whose primary an operator has fixed to a node.
///
/// The [Planner] puts a pinned partition on its node, where that node is there, and leaves it
/// there; the balance is then found with the others. Lookups for requests do not see pins: they act
/// through the table. Threads: immutable.
public final class Pins {
    /// No partition is pinned.
    public static final Pins NONE = new Pins(new char[0], new char[0]);

    private static final int PIN_BYTES = 4;

    private final char[] partitions;
    private final char[] nodes;

    private Pins(char[] partitions, char[] nodes) {
        this.partitions = partitions;
        this.nodes = nodes;
    }

    /// The node that a partition is pinned to.
    ///
    /// @param partition 0 to 65,535
    /// @return the node's id, or [PartitionEntry#NONE]
    public int node(int partition) {
        int at = Arrays.binarySearch(partitions, (char) partition);
        return at < 0 ? PartitionEntry.NONE : nodes[at];
    }

    /// How many partitions are pinned.
    ///
    /// @return 0 to 65,536
    public int size() {
        return partitions.length;
    }

    /// These pins and one more, in place of an earlier one of that partition.
    ///
    /// @param partition 0 to 65,535
    /// @param node 0 to 65,535
    /// @return new pins
    public Pins with(int partition, int node) {
        if ((partition & 0xFFFF) != partition || (node & 0xFFFF) != node) {
            throw new IllegalArgumentException(
                    "a pin is a partition and a node, each 0 to 65535, not %d and %d"
                            .formatted(partition, node));
        }
        Pins rest = without(partition);
        int at = -Arrays.binarySearch(rest.partitions, (char) partition) - 1;
        return new Pins(
                insert(rest.partitions, at, (char) partition), insert(rest.nodes, at, (char) node));
    }

    /// These pins without that of a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return new pins, or these where it has none
    public Pins without(int partition) {
        int at = Arrays.binarySearch(partitions, (char) partition);
        return at < 0 ? this : new Pins(remove(partitions, at), remove(nodes, at));
    }

    /// Encodes them: for each, by ascending partition, partition u16 and node u16.
    ///
    /// @return a new array
    public byte[] encode() {
        byte[] bytes = new byte[PIN_BYTES * partitions.length];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (int i = 0; i < partitions.length; i++) {
            memory.set(Layouts.I16, (long) PIN_BYTES * i, (short) partitions[i]);
            memory.set(Layouts.I16, (long) PIN_BYTES * i + 2, (short) nodes[i]);
        }
        return bytes;
    }

    /// Decodes what [#encode] wrote.
    ///
    /// @param memory exactly the encoded bytes
    /// @return the pins
    /// @throws IllegalArgumentException where the bytes are anything else
    public static Pins decode(MemorySegment memory) {
        long size = memory.byteSize();
        if (size % PIN_BYTES != 0 || size / PIN_BYTES > Fingerprint.PARTITIONS) {
            throw new IllegalArgumentException(size + " bytes are no pins");
        }
        int count = (int) (size / PIN_BYTES);
        char[] partitions = new char[count];
        char[] nodes = new char[count];
        for (int i = 0; i < count; i++) {
            partitions[i] = (char) memory.get(Layouts.I16, (long) PIN_BYTES * i);
            nodes[i] = (char) memory.get(Layouts.I16, (long) PIN_BYTES * i + 2);
            if (i > 0 && partitions[i] <= partitions[i - 1]) {
                throw new IllegalArgumentException(
                        "the partitions of pins ascend, but %d follows %d"
                                .formatted((int) partitions[i], (int) partitions[i - 1]));
            }
        }
        return new Pins(partitions, nodes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pins pins
                && Arrays.equals(partitions, pins.partitions)
                && Arrays.equals(nodes, pins.nodes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(partitions) + Arrays.hashCode(nodes);
    }

    private static char[] insert(char[] array, int at, char value) {
        char[] longer = new char[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = value;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    private static char[] remove(char[] array, int at) {
        char[] shorter = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }
}
