package dev.lode.storage.faulty;

import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What will go wrong with a disk.
///
/// Threads: guarded by the [FaultyDisk].
final class Faults {
    private record Planned(int skipped, int times, String message) {}

    private final Map<Op, Integer> done = new EnumMap<>(Op.class);
    private final Map<Op, Planned> planned = new EnumMap<>(Op.class);
    private @Nullable SplittableRandom shorter;
    private long room = Long.MAX_VALUE;

    /// The bytes of each file that have taken their room, since that is counted.
    private final Map<Integer, BitSet> roomy = new HashMap<>();

    void fail(Op op, int skipped, int times, String message) {
        planned.put(op, new Planned(skipped, times, message));
    }

    void repair() {
        planned.clear();
        shorter = null;
        room = Long.MAX_VALUE;
    }

    void shorten(SplittableRandom random) {
        shorter = random;
    }

    void leaveRoom(long bytes) {
        room = bytes;
        roomy.clear();
    }

    int count(Op op) {
        return done.getOrDefault(op, 0);
    }

    /// Counts what is asked for, and fails it where that is the plan.
    void ask(Op op) throws IOException {
        done.put(op, count(op) + 1);
        Planned plan = planned.get(op);
        if (plan == null) {
            return;
        }
        if (plan.skipped > 0) {
            planned.put(op, new Planned(plan.skipped - 1, plan.times, plan.message));
        } else {
            if (plan.times > 1) {
                planned.put(op, new Planned(0, plan.times - 1, plan.message));
            } else {
                planned.remove(op);
            }
            throw new IOException(plan.message);
        }
    }

    /// How many of some bytes are read or written at once: at least one, unless there are none.
    int atOnce(int bytes) {
        return shorter == null || bytes < 2 ? bytes : 1 + shorter.nextInt(bytes);
    }

    /// How many of some bytes find room; takes it. Holes take none until they are written, and what
    /// is removed gives none back.
    ///
    /// @param bytesNow length of the file, whose bytes have their room
    int fitting(int file, long position, int bytes, long bytesNow) {
        if (room == Long.MAX_VALUE) {
            return bytes;
        }
        BitSet there = roomy.computeIfAbsent(file, _ -> new BitSet());
        if (there.isEmpty()) {
            there.set(0, (int) bytesNow);
        }
        int end = (int) position + bytes;
        int at = there.nextClearBit((int) position);
        while (at < end && room > 0) {
            room--;
            there.set(at);
            at = there.nextClearBit(at);
        }
        return Math.min(at, end) - (int) position;
    }
}
