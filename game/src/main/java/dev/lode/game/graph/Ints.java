package dev.lode.game.graph;

import java.util.ArrayList;
import java.util.List;

/// A growing row of ints in chunks, so that it grows without copying; also used as a stack.
final class Ints {
    static final int CHUNK_BITS = 12;
    static final int CHUNK = 1 << CHUNK_BITS;

    private final List<int[]> chunks = new ArrayList<>();
    private int size;

    void add(int value) {
        if (size >>> CHUNK_BITS == chunks.size()) {
            chunks.add(new int[CHUNK]);
        }
        size = Math.addExact(size, 1);
        set(size - 1, value);
    }

    int get(int index) {
        assert index < size : index;
        return chunks.get(index >>> CHUNK_BITS)[index & CHUNK - 1];
    }

    void set(int index, int value) {
        assert index < size : index;
        chunks.get(index >>> CHUNK_BITS)[index & CHUNK - 1] = value;
    }

    int last() {
        return get(size - 1);
    }

    int pop() {
        int last = last();
        size--;
        return last;
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
            if (get(middle) <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
