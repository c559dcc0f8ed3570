package dev.lode.storage.index;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// A search of nodes that compares a whole line at once: for machines with vectors of 512 bits.
///
/// Needs the module `jdk.incubator.vector`, which a JVM has only where it is started with
/// `--add-modules`; [SearchKind] alone touches this class. Before it is compiled it is slow and
/// allocates.
final class VectorSearch implements NodeSearch {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
    private static final VectorSpecies<Short> HALF = ShortVector.SPECIES_128;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_512;

    /// The largest key of a guide.
    private static final int LARGEST = 0xFFFF;

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
        return notAboveGuide(SHORTS, memory, line, key)
                + notAboveGuide(HALF, memory, line + SHORTS.vectorByteSize(), key);
    }

    private static int notAboveGuide(
            VectorSpecies<Short> species, MemorySegment memory, long at, int key) {
        return ShortVector.fromMemorySegment(species, memory, at, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULE, (short) Math.min(key, LARGEST))
                .trueCount();
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
