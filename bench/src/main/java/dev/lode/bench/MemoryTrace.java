package dev.lode.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// What a node takes and gives back while content is added and dug, as a file of events.
///
/// The model of the run: each step one blob is added and two cells are dug. An addition comes as a
/// frame (112 bytes and the block) and becomes a record of the overlay (48 bytes and the block); a
/// generation of the overlay is given back whole when the next one is a quarter full. A dig is a
/// frame of 96 bytes, a buffer with the document that is held for 1 to 32 steps, as long as a disk
/// takes, and a frame with the answer. Frames are given back in their order, behind a queue whose
/// length wanders between 0 and 256. Lengths are drawn from those of the documents of
/// `examples/world` (16 quantiles of 116,640) and of `lode generate`, half and half; one in 200 is
/// a long one of up to 64 KiB.
///
/// An event is two 32-bit numbers, little-endian: slot, with the kind in its upper byte; size, or 0
/// where the slot is given back.
final class MemoryTrace {
    static final int EVENT_BYTES = 8;
    static final int SLOT_BITS = 24;

    /// Kinds of memory: overlay of an even generation, of an odd one, frame, buffer.
    static final int EVEN = 0;

    static final int ODD = 1;
    static final int FRAME = 2;
    static final int BUFFER = 3;

    static final int LONGEST = 64 << 10;

    private static final int[] WORLD = {
        91, 160, 162, 163, 165, 166, 167, 170, 175, 178, 180, 182, 184, 191, 196, 202, 463
    };
    private static final int[] GENERATED = {
        810, 896, 938, 963, 990, 1013, 1036, 1056, 1079, 1100, 1121, 1141, 1161, 1185, 1214, 1255,
        1388
    };
    private static final double STORED_SHARE_WORLD = 0.97;
    private static final double STORED_SHARE = 0.7;
    private static final int LONG_ONE_IN = 200;
    private static final int RECORD_HEAD = 48;
    private static final int FRAME_HEAD = 112;
    private static final int DIG_FRAME = 96;
    private static final int DIGS = 2;
    private static final int HELD_STEPS_MAX = 32;
    private static final int QUEUE_MAX = 256;

    private final DataOutputStream out;
    private final SplittableRandom random;
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private final ArrayDeque<Integer> frames = new ArrayDeque<>();
    private final PriorityQueue<Long> held = new PriorityQueue<>();
    private int slots;
    private int queue;
    private int plain;
    private int stored;

    private MemoryTrace(DataOutputStream out, long seed) {
        this.out = out;
        random = new SplittableRandom(seed);
    }

    /// Writes the trace of a run.
    ///
    /// @param file takes it
    /// @param generations of the overlay
    /// @param generationBytes most that one holds
    /// @param seed of the run
    /// @return how many slots it needs
    static int write(Path file, int generations, long generationBytes, long seed)
            throws IOException {
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            var trace = new MemoryTrace(out, seed);
            trace.run(generations, generationBytes);
            return trace.slots;
        }
    }

    private void run(int generations, long generationBytes) throws IOException {
        int[] older = new int[0];
        long step = 0;
        for (int generation = 0; generation < generations; generation++) {
            int[] records = new int[1024];
            int count = 0;
            long bytes = 0;
            while (bytes < generationBytes) {
                draw();
                frame(FRAME_HEAD + stored);
                if (count == records.length) {
                    records = Arrays.copyOf(records, 2 * count);
                }
                int record = RECORD_HEAD + stored;
                records[count++] = take(generation % 2 == 0 ? EVEN : ODD, record);
                bytes += record;
                for (int dig = 0; dig < DIGS; dig++) {
                    dig(step);
                }
                step++;
                end(step);
                if (bytes > generationBytes / 4 && older.length > 0) {
                    giveAll(older, generation % 2 == 0 ? ODD : EVEN);
                    older = new int[0];
                }
            }
            older = Arrays.copyOf(records, count);
        }
    }

    private void dig(long step) throws IOException {
        draw();
        frame(DIG_FRAME);
        long until = step + 1 + random.nextInt(HELD_STEPS_MAX);
        held.add(until << SLOT_BITS | take(BUFFER, plain));
        frame(FRAME_HEAD + plain);
    }

    private void end(long step) throws IOException {
        while (!held.isEmpty() && held.peek() >>> SLOT_BITS <= step) {
            give(BUFFER, (int) (held.remove() & (1 << SLOT_BITS) - 1));
        }
        queue = Math.clamp(queue + random.nextInt(-8, 9), 0, QUEUE_MAX);
        while (frames.size() > queue) {
            give(FRAME, frames.remove());
        }
    }

    private void giveAll(int[] records, int kind) throws IOException {
        for (int slot : records) {
            give(kind, slot);
        }
    }

    private void frame(int bytes) throws IOException {
        frames.add(take(FRAME, bytes));
    }

    private int take(int kind, int bytes) throws IOException {
        int slot = freeSlots.isEmpty() ? slots++ : freeSlots.pop();
        event(kind, slot, bytes);
        return slot;
    }

    private void give(int kind, int slot) throws IOException {
        event(kind, slot, 0);
        freeSlots.push(slot);
    }

    private void event(int kind, int slot, int bytes) throws IOException {
        out.writeInt(Integer.reverseBytes(kind << SLOT_BITS | slot));
        out.writeInt(Integer.reverseBytes(bytes));
    }

    /// Draws a document: its length, and that of its block.
    private void draw() {
        if (random.nextInt(LONG_ONE_IN) == 0) {
            plain = random.nextInt(2048, LONGEST + 1);
            stored = (int) (plain * STORED_SHARE);
        } else if (random.nextBoolean()) {
            plain = between(WORLD);
            stored = (int) (plain * STORED_SHARE_WORLD);
        } else {
            plain = between(GENERATED);
            stored = (int) (plain * STORED_SHARE);
        }
    }

    private int between(int[] quantiles) {
        int which = random.nextInt(quantiles.length - 1);
        return random.nextInt(quantiles[which], quantiles[which + 1] + 1);
    }
}
