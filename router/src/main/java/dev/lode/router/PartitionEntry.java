package dev.lode.router;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Who holds one partition: a primary, up to two replicas, and the epoch in which that is so.
///
/// All of them are holders of the partition's content. Node ids are 0 to 65,535, all of them
/// usable: on the wire a replica that equals the primary stands for none.
///
/// @param primary the node that serves it
/// @param replicaA another holder, or [#NONE]
/// @param replicaB a third one, or [#NONE]; none where `replicaA` is none
/// @param epoch counts the changes of this partition from 1 on; 0 where nothing is known
public record PartitionEntry(int primary, int replicaA, int replicaB, int epoch) {
    /// In place of a replica that is not there.
    public static final int NONE = -1;

    /// The greatest id of a node.
    public static final int NODE_MAX = 0xFFFF;

    /// Bytes of the encoded form: primary u16, replicaA u16, replicaB u16, epoch u32,
    /// little-endian.
    public static final int BYTES = 10;

    /// Checks the promise above.
    public PartitionEntry {
        boolean good =
                isNode(primary)
                        && (replicaA == NONE ? replicaB == NONE : isNode(replicaA))
                        && (replicaB == NONE || isNode(replicaB))
                        && primary != replicaA
                        && primary != replicaB
                        && (replicaA == NONE || replicaA != replicaB)
                        && epoch >= 0;
        if (!good) {
            throw new IllegalArgumentException(
                    "no entry: primary %d, replicas %d and %d, epoch %d"
                            .formatted(primary, replicaA, replicaB, epoch));
        }
    }

    /// Whether a node has the partition's content.
    ///
    /// @param node its id
    /// @return true for the primary and the replicas
    public boolean isHolder(int node) {
        return node == primary || (node != NONE && (node == replicaA || node == replicaB));
    }

    /// How many nodes hold the partition.
    ///
    /// @return 1 to 3
    public int holders() {
        return replicaA == NONE ? 1 : replicaB == NONE ? 2 : 3;
    }

    /// Replica A as it is written: the primary where there is none.
    ///
    /// @return 0 to 65,535
    public int wireReplicaA() {
        return replicaA == NONE ? primary : replicaA;
    }

    /// Replica B as it is written: the primary where there is none.
    ///
    /// @return 0 to 65,535
    public int wireReplicaB() {
        return replicaB == NONE ? primary : replicaB;
    }

    /// The entry of four numbers as they are written.
    ///
    /// @param primary a node
    /// @param wireReplicaA another node, or the primary for none
    /// @param wireReplicaB another node, or the primary for none
    /// @param epoch 0 or more
    /// @return the entry
    /// @throws IllegalArgumentException where the numbers are no entry
    public static PartitionEntry ofWire(
            int primary, int wireReplicaA, int wireReplicaB, int epoch) {
        return new PartitionEntry(
                primary,
                wireReplicaA == primary ? NONE : wireReplicaA,
                wireReplicaB == primary ? NONE : wireReplicaB,
                epoch);
    }

    /// Writes the encoded form.
    ///
    /// @param memory where to
    /// @param offset of the first byte
    public void write(MemorySegment memory, long offset) {
        memory.set(Layouts.I16, offset, (short) primary);
        memory.set(Layouts.I16, offset + 2, (short) wireReplicaA());
        memory.set(Layouts.I16, offset + 4, (short) wireReplicaB());
        memory.set(Layouts.I32, offset + 6, epoch);
    }

    /// Reads the encoded form.
    ///
    /// @param memory where it lies
    /// @param offset of its first byte
    /// @return the entry
    /// @throws IllegalArgumentException where the bytes are no entry
    public static PartitionEntry read(MemorySegment memory, long offset) {
        return ofWire(
                Short.toUnsignedInt(memory.get(Layouts.I16, offset)),
                Short.toUnsignedInt(memory.get(Layouts.I16, offset + 2)),
                Short.toUnsignedInt(memory.get(Layouts.I16, offset + 4)),
                memory.get(Layouts.I32, offset + 6));
    }

    private static boolean isNode(int id) {
        return id >= 0 && id <= NODE_MAX;
    }
}
