package dev.lode.game.graph;

import java.util.Arrays;

/// A growing row of longs.
final class Longs {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Ints.grown(size));
        }
        values[size++] = value;
    }

    long get(int index) {
        assert index < size : index;
        return values[index];
    }

    int size() {
        return size;
    }
}
