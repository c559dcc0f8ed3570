package dev.lode.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What the parts of a node took and gave back, in the order in which they did: pieces with an
/// owner, a size and a life.
///
/// A file of it has two 32-bit numbers an event, little-endian: slot, with the owner in its upper
/// byte; size, or 0 where the slot is given back. A slot is that of one piece at a time. Threads:
/// one. Memory: 8 bytes an event, on the heap.
final class MemoryTrace {
    static final int EVENT_BYTES = 8;
    static final int SLOT_BITS = 24;

    /// Owners: the overlays, in turns, hunters, digs that wait, reads of the disk.
    static final int EVEN = 0;

    static final int ODD = 1;
    static final int HUNTER = 2;
    static final int DIG = 3;
    static final int READ = 4;

    private static final int OWNERS = 5;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private final long[] live = new long[OWNERS];
    private int[] events = new int[1 << 16];
    private int count;
    private int[] takenAt = new int[1 << 10];
    private int[] freeSlots = new int[1 << 10];
    private int free;
    private int slots;

    /// A piece is taken.
    ///
    /// @return its slot
    int take(int owner, int bytes) {
        if (bytes <= 0) {
            throw new BenchFailed("a piece of " + bytes + " bytes was taken");
        }
        int slot = free > 0 ? freeSlots[--free] : slots++;
        if (slot > SLOT_MASK) {
            throw new BenchFailed("the trace has more pieces at once than it can name");
        }
        if (slot == takenAt.length) {
            takenAt = Arrays.copyOf(takenAt, 2 * slot);
        }
        takenAt[slot] = count / 2;
        event(owner, slot, bytes);
        live[owner] += bytes;
        return slot;
    }

    /// A piece is given back.
    void give(int slot) {
        int taken = takenAt[slot];
        int owner = events[2 * taken] >>> SLOT_BITS;
        live[owner] -= events[2 * taken + 1];
        event(owner, slot, 0);
        if (free == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, 2 * free);
        }
        freeSlots[free++] = slot;
    }

    /// How long a piece was is known only now.
    void resize(int slot, int bytes) {
        int taken = takenAt[slot];
        live[events[2 * taken] >>> SLOT_BITS] += bytes - events[2 * taken + 1];
        events[2 * taken + 1] = bytes;
    }

    /// What an owner has now.
    long liveBytes(int owner) {
        return live[owner];
    }

    int events() {
        return count / 2;
    }

    /// The most pieces at once.
    int slots() {
        return slots;
    }

    /// What is in use at so many points of the trace, each behind an equal share of it: what
    /// whoever replays it must come to.
    long[] usedAt(int samples) {
        long[] used = new long[samples];
        int[] size = new int[slots];
        long now = 0;
        int sample = 0;
        for (long event = 0; event < events(); event++) {
            int slot = events[(int) (2 * event)] & SLOT_MASK;
            int bytes = events[(int) (2 * event + 1)];
            now += bytes > 0 ? bytes : -size[slot];
            size[slot] = bytes;
            if ((event + 1) * samples / events() != sample) {
                used[sample++] = now;
            }
        }
        return used;
    }

    void write(Path file) throws IOException {
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < count; i++) {
                out.writeInt(Integer.reverseBytes(events[i]));
            }
        }
    }

    private void event(int owner, int slot, int bytes) {
        if (count == events.length) {
            events = Arrays.copyOf(events, 2 * count);
        }
        events[count++] = owner << SLOT_BITS | slot;
        events[count++] = bytes;
    }
}
