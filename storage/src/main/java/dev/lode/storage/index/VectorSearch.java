package dev.lode.storage.index;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// A search of nodes that compares a whole line at once: for machines with vectors of 512 bits.
///
/// Needs the module `jdk.incubator.vector`, which a JVM has only where it is started with
/// `--add-modules`; [SearchKind] alone touches this class. Before it is compiled it is slow and
/// allocates.
final class VectorSearch implements NodeSearch {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final VectorSpecies<Integer> HALF = IntVector.SPECIES_256;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_512;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int below(MemorySegment memory, long line, int key) {
        return IntVector.fromMemorySegment(INTS, memory, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULT, key)
                .trueCount();
    }

    @Override
    public int notAbove(MemorySegment memory, long line, int key) {
        return IntVector.fromMemorySegment(INTS, memory, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULE, key)
                .trueCount();
    }

    @Override
    public int notAboveGuide(MemorySegment memory, long line, int key) {
        int first =
                IntVector.fromMemorySegment(HALF, memory, line, ByteOrder.LITTLE_ENDIAN)
                        .compare(VectorOperators.ULE, key)
                        .trueCount();
        return first + notAbove(memory, line + HALF.vectorByteSize(), key);
    }

    @Override
    public int below(MemorySegment memory, long line, long key) {
        return LongVector.fromMemorySegment(LONGS, memory, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULT, key)
                .trueCount();
    }

    @Override
    public int notAbove(MemorySegment memory, long line, long key) {
        return LongVector.fromMemorySegment(LONGS, memory, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULE, key)
                .trueCount();
    }

    /// Whether a vector of this machine takes a whole line.
    static boolean fits() {
        return IntVector.SPECIES_PREFERRED.vectorBitSize() >= Long.SIZE * Long.BYTES;
    }
}
