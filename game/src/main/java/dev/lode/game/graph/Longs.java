package dev.lode.game.graph;

import java.util.ArrayList;
import java.util.List;

/// A growing row of longs in chunks, so that it grows without copying.
final class Longs {
    private final List<long[]> chunks = new ArrayList<>();
    private int size;

    void add(long value) {
        if (size >>> Ints.CHUNK_BITS == chunks.size()) {
            chunks.add(new long[Ints.CHUNK]);
        }
        chunks.getLast()[size & Ints.CHUNK - 1] = value;
        size = Math.addExact(size, 1);
    }

    long get(int index) {
        assert index < size : index;
        return chunks.get(index >>> Ints.CHUNK_BITS)[index & Ints.CHUNK - 1];
    }

    int size() {
        return size;
    }
}
