package dev.lode.game.graph;

import java.util.Arrays;

/// A growing row of ints, also used as a stack.
final class Ints {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    int get(int index) {
        assert index < size : index;
        return values[index];
    }

    void set(int index, int value) {
        assert index < size : index;
        values[index] = value;
    }

    int last() {
        return values[size - 1];
    }

    int pop() {
        return values[--size];
    }

    int size() {
        return size;
    }

    /// The last index whose value is at most `value`, in a row that does not descend.
    int floor(int value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    static int grown(int size) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, size + (size >> 1) + 16L));
    }
}
