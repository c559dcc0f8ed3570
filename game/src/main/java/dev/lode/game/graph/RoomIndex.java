package dev.lode.game.graph;

import java.util.Arrays;

/// Finds a room by its fingerprint: open addressing, at most half full.
final class RoomIndex {
    private static final int EMPTY = -1;

    private final Longs fingerprints;
    private int[] slots = empty(64);

    /// Makes an index over a row that grows with it.
    RoomIndex(Longs fingerprints) {
        this.fingerprints = fingerprints;
    }

    /// Enters a room unless another has its fingerprint.
    ///
    /// @return that other one, or -1
    int put(int room) {
        if (room * 2L >= slots.length) {
            int[] old = slots;
            slots = empty(Math.multiplyExact(old.length, 2));
            for (int other : old) {
                if (other != EMPTY) {
                    slots[slot(fingerprints.get(other))] = other;
                }
            }
        }
        int slot = slot(fingerprints.get(room));
        int there = slots[slot];
        if (there == EMPTY) {
            slots[slot] = room;
        }
        return there;
    }

    /// The room of a fingerprint, or -1.
    int find(long roomFp) {
        return slots[slot(roomFp)];
    }

    private int slot(long roomFp) {
        int mask = slots.length - 1;
        int slot = Long.hashCode(roomFp * 0x9E37_79B9_7F4A_7C15L) & mask;
        while (slots[slot] != EMPTY && fingerprints.get(slots[slot]) != roomFp) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int[] empty(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, EMPTY);
        return slots;
    }
}
