package dev.lode.content;

import dev.lode.router.Fingerprint;
import dev.lode.router.Names;
import java.util.Arrays;

/// All rooms of a hunt by fingerprint: line, number of sites, and where the spool has them.
///
/// Threads: one while it grows, then any. Memory: 39 to 78 bytes a room, whatever its sites; rooms
/// themselves stay in the [RoomSpool].
final class RoomBook {
    private final String hunt;
    private long[] fingerprints = new long[1024];
    private long[] lines = new long[1024];
    private long[] offsets = new long[1024];
    private int[] lengths = new int[1024];
    private short[] sites = new short[1024];
    private int[] slots = new int[4096];
    private int size;

    RoomBook(String hunt) {
        this.hunt = hunt;
        Arrays.fill(slots, -1);
    }

    int size() {
        return size;
    }

    /// The fingerprint of a name in this hunt.
    long fingerprint(String room) {
        return Fingerprint.room(hunt, room);
    }

    /// Adds a room whose fingerprint is not there yet.
    ///
    /// @return its index: the order of the file
    int add(long fingerprint, long line, int siteCount, long offset, int length) {
        if (size == fingerprints.length) {
            grow();
        }
        fingerprints[size] = fingerprint;
        lines[size] = line;
        offsets[size] = offset;
        lengths[size] = length;
        sites[size] = (short) siteCount;
        slots[slot(fingerprint)] = size;
        return size++;
    }

    /// The index of a room, or -1.
    int find(long fingerprint) {
        return slots[slot(fingerprint)];
    }

    /// The index of a room by its name, or -1.
    int find(String name) {
        return Names.faultOfRoom(name).isPresent() ? -1 : find(fingerprint(name));
    }

    long fingerprint(int room) {
        return fingerprints[room];
    }

    long line(int room) {
        return lines[room];
    }

    int sites(int room) {
        return sites[room];
    }

    long offset(int room) {
        return offsets[room];
    }

    int length(int room) {
        return lengths[room];
    }

    /// The indices of all rooms in the order of their fingerprints, unsigned.
    int[] byFingerprint() {
        long[] sorted = Arrays.copyOf(fingerprints, size);
        for (int i = 0; i < size; i++) {
            sorted[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(sorted);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = find(sorted[i] ^ Long.MIN_VALUE);
        }
        return order;
    }

    private int slot(long fingerprint) {
        int mask = slots.length - 1;
        int slot = (int) fingerprint & mask;
        while (slots[slot] >= 0 && fingerprints[slots[slot]] != fingerprint) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int most = 2 * size;
        fingerprints = Arrays.copyOf(fingerprints, most);
        lines = Arrays.copyOf(lines, most);
        offsets = Arrays.copyOf(offsets, most);
        lengths = Arrays.copyOf(lengths, most);
        sites = Arrays.copyOf(sites, most);
        slots = new int[2 * Integer.highestOneBit(most - 1) * 2];
        Arrays.fill(slots, -1);
        for (int i = 0; i < size; i++) {
            slots[slot(fingerprints[i])] = i;
        }
    }
}
