package dev.lode.storage.index;

import static dev.lode.storage.index.AllMemory.ALL;

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

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public long below(long line, int key) {
        return IntVector.fromMemorySegment(INTS, ALL, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULT, key)
                .trueCount();
    }

    @Override
    public long notAbove(long line, int key) {
        return IntVector.fromMemorySegment(INTS, ALL, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULE, key)
                .trueCount();
    }

    @Override
    public long slot(long line, int key) {
        return Math.min(below(line, key), TreeShape.NARROW_SLOTS - 1);
    }

    @Override
    public long belowGuide(long line, int key) {
        return belowGuide(SHORTS, line, key)
                + belowGuide(HALF, line + SHORTS.vectorByteSize(), key);
    }

    private static long belowGuide(VectorSpecies<Short> species, long at, int key) {
        return ShortVector.fromMemorySegment(species, ALL, at, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULT, (short) key)
                .trueCount();
    }

    @Override
    public long below(long line, long key) {
        return LongVector.fromMemorySegment(LONGS, ALL, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULT, key)
                .trueCount();
    }

    @Override
    public long notAbove(long line, long key) {
        return LongVector.fromMemorySegment(LONGS, ALL, line, ByteOrder.LITTLE_ENDIAN)
                .compare(VectorOperators.ULE, key)
                .trueCount();
    }

    /// Whether a vector of this machine takes a whole line.
    static boolean fits() {
        return IntVector.SPECIES_PREFERRED.vectorBitSize() >= Long.SIZE * Long.BYTES;
    }
}
