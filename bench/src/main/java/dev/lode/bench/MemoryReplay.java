package dev.lode.bench;

import dev.lode.base.memory.BumpArena;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.Mapping;
import dev.lode.base.memory.OffHeap;
import dev.lode.base.memory.ProcessMemory;
import dev.lode.base.memory.Slab;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Replays a trace on Lode's own memory, in a JVM of its own: an arena a generation for the
/// overlay, one ring for the frames, one slab for the buffers.
///
/// Writes what `memory-replay.c` writes, counted in the same way.
final class MemoryReplay {
    private static final long ARENA_MAX = 1L << 30;
    private static final long ARENA_STEP = 256 << 10;
    private static final long RING_BYTES = 1 << 20;
    private static final int BUFFERS_MAX = 1024;
    private static final int WARM_EVENTS = 300_000;
    private static final long PAUSE_MILLIS = 20;
    private static final int SLOT_MASK = (1 << MemoryTrace.SLOT_BITS) - 1;

    private final MemorySegment trace;
    private final long[] place;
    private final int[] size;
    private final MemorySegment frame;
    private final List<String> lines = new ArrayList<>();

    private MemoryReplay(MemorySegment trace, int slots, MemorySegment frame) {
        this.trace = trace;
        this.frame = frame;
        place = new long[slots];
        size = new int[slots];
    }

    /// Replays: trace, slots, samples.
    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[0]);
        try (var events = Mapping.ofFile("bench", file, 0, Files.size(file));
                var account = OffHeap.of("bench")) {
            MemorySegment frame = account.allocate(RING_BYTES / 4);
            frame.fill((byte) 1);
            var replay = new MemoryReplay(events.segment(), Integer.parseInt(args[1]), frame);
            int samples = Integer.parseInt(args[2]);
            long all = Files.size(file) / MemoryTrace.EVENT_BYTES;
            replay.run(
                    Math.min(WARM_EVENTS, all), samples); // what the JVM itself takes, it has then
            replay.lines.clear();
            replay.run(all, samples);
            System.out.println("Lode");
            replay.lines.forEach(System.out::println);
        }
    }

    private void run(long events, int samples) throws InterruptedException {
        long before = ownBytes();
        try (var even = new BumpArena("bench.overlay", ARENA_MAX, ARENA_STEP);
                var odd = new BumpArena("bench.overlay", ARENA_MAX, ARENA_STEP);
                var buffers = new Slab("bench.buffers", record(), BUFFERS_MAX, record());
                var account = OffHeap.of("bench.frames")) {
            var ring = new FrameRing(account, RING_BYTES);
            var overlays = new BumpArena[] {even, odd};
            long[] live = new long[2];
            long used = 0;
            for (long event = 0; event < events; event++) {
                int head = trace.getAtIndex(ValueLayout.JAVA_INT, 2 * event);
                int bytes = trace.getAtIndex(ValueLayout.JAVA_INT, 2 * event + 1);
                int slot = head & SLOT_MASK;
                int kind = head >>> MemoryTrace.SLOT_BITS;
                if (bytes > 0) {
                    used += bytes;
                    size[slot] = bytes;
                } else {
                    used -= size[slot];
                }
                switch (kind) {
                    case MemoryTrace.EVEN, MemoryTrace.ODD -> {
                        if (bytes > 0) {
                            fill(overlays[kind].memory(), overlays[kind].allocate(bytes), bytes);
                            live[kind]++;
                        } else if (--live[kind] == 0) {
                            overlays[kind].reset();
                        }
                    }
                    case MemoryTrace.FRAME -> frame(ring, bytes);
                    default -> buffer(buffers, slot, bytes);
                }
                if ((event + 1) * samples / events != lines.size()) {
                    Thread.sleep(PAUSE_MILLIS);
                    lines.add(used + " " + (ownBytes() - before));
                }
            }
        }
    }

    private static int record() {
        return MemoryTrace.LONGEST;
    }

    private void frame(FrameRing ring, int bytes) {
        if (bytes == 0) {
            int read = ring.drain((_, _, _) -> {}, 1);
            assert read == 1;
        } else if (!ring.offer(frame, 0, bytes, 0)) {
            throw new BenchFailed("the ring is full: the trace has more frames than it may");
        }
    }

    private void buffer(Slab buffers, int slot, int bytes) {
        if (bytes == 0) {
            buffers.give(place[slot]);
        } else {
            place[slot] = buffers.take();
            fill(buffers.memory(), place[slot], bytes);
        }
    }

    private static void fill(MemorySegment memory, long at, int bytes) {
        memory.asSlice(at, bytes).fill((byte) 1);
    }

    private static long ownBytes() {
        return ProcessMemory.ofThis().orElseThrow().anonymous();
    }
}
