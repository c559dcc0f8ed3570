package dev.lode.storage.store;

import java.util.Arrays;

/// Spots of one site, gathered from several places; reused from look to look.
///
/// Threads: owned by one. Memory: as long as the longest list so far.
final class SpotList {
    private static final int FIRST_LENGTH = 64;

    private int[] spots = new int[FIRST_LENGTH];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return spots[index];
    }

    void clear() {
        size = 0;
    }

    void add(int spot) {
        if (size == spots.length) {
            spots = Arrays.copyOf(spots, 2 * size);
        }
        spots[size++] = spot;
    }

    /// The array behind it, for who fills it as a whole.
    int[] whole() {
        return spots;
    }

    /// The array behind it, made long enough.
    int[] roomFor(int length) {
        if (length > spots.length) {
            spots = Arrays.copyOf(spots, Math.max(length, 2 * spots.length));
        }
        return spots;
    }
}
