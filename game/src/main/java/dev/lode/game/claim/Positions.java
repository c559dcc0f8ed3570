package dev.lode.game.claim;

import java.util.Arrays;

/// A growing row of positions in the ledger.
final class Positions {
    private int[] positions = new int[2];
    private int size;

    void add(int position) {
        if (size == positions.length) {
            positions = Arrays.copyOf(positions, size * 2);
        }
        positions[size++] = position;
    }

    int get(int number) {
        assert number < size : number;
        return positions[number];
    }

    int size() {
        return size;
    }
}
