package dev.lode.bench;

import dev.lode.base.knob.Settings;
import dev.lode.base.memory.BumpArena;
import dev.lode.base.memory.Mapping;
import dev.lode.base.memory.ProcessMemory;
import dev.lode.base.memory.Slab;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.hunter.LoopConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Replays a trace on Lode's own memory, in a JVM of its own: an arena a generation for the
/// overlays, a slab each for hunters, digs that wait, and buffers, with the steps and bounds that a
/// loop has as shipped.
///
/// Writes what `memory-replay.c` writes, counted in the same way.
final class MemoryReplay {
    static final String OVERLAY = "bench.overlay";
    static final String HUNTERS = "bench.hunters";
    static final String DIGS = "bench.digs";
    static final String READS = "bench.reads";

    private static final long ARENA_MAX = 1L << 30;
    private static final long ARENA_STEP = 256 << 10;
    private static final long SLAB_STEP = 64 << 10;
    private static final int WARM_EVENTS = 300_000;
    private static final long PAUSE_MILLIS = 20;
    private static final int SLOT_MASK = (1 << MemoryTrace.SLOT_BITS) - 1;

    private final MemorySegment trace;
    private final long[] place;
    private final int[] size;
    private final int digRecordBytes;
    private final int readBufferBytes;
    private final List<String> lines = new ArrayList<>();

    private MemoryReplay(MemorySegment trace, int slots, int digRecordBytes, int readBufferBytes) {
        this.trace = trace;
        this.digRecordBytes = digRecordBytes;
        this.readBufferBytes = readBufferBytes;
        place = new long[slots];
        size = new int[slots];
    }

    /// What is told, before the memory is given back, at the end of a replay.
    @FunctionalInterface
    interface AtEnd {
        void look();
    }

    /// Replays: trace, slots, samples, bytes of a dig's record, bytes of a buffer.
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> lines =
                run(
                        Path.of(args[0]),
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        () -> {});
        System.out.println("Lode");
        lines.forEach(System.out::println);
    }

    /// Replays a file of events, a part of it first, so that what the JVM itself takes it has then.
    ///
    /// @return a line a sample: bytes in use by the trace, bytes of own memory beyond those before
    static List<String> run(
            Path file, int slots, int samples, int digRecordBytes, int readBufferBytes, AtEnd atEnd)
            throws IOException, InterruptedException {
        try (var events = Mapping.ofFile("bench", file, 0, Files.size(file))) {
            var replay = new MemoryReplay(events.segment(), slots, digRecordBytes, readBufferBytes);
            long all = Files.size(file) / MemoryTrace.EVENT_BYTES;
            replay.run(Math.min(WARM_EVENTS, all), samples, () -> {});
            replay.lines.clear();
            replay.run(all, samples, atEnd);
            return replay.lines;
        }
    }

    private void run(long events, int samples, AtEnd atEnd) throws InterruptedException {
        LoopConfig shipped = LoopConfig.of(Settings.defaults(), 1);
        long before = ownBytes();
        try (var even = new BumpArena(OVERLAY, ARENA_MAX, ARENA_STEP);
                var odd = new BumpArena(OVERLAY, ARENA_MAX, ARENA_STEP);
                var hunters = new Slab(HUNTERS, HunterSlot.BYTES, shipped.huntersMax(), SLAB_STEP);
                var digs = new Slab(DIGS, digRecordBytes, shipped.digsWaitingMax(), SLAB_STEP);
                var reads =
                        new Slab(
                                READS,
                                readBufferBytes,
                                shipped.readsWaitingMax(),
                                readBufferBytes)) {
            var arenas = new BumpArena[] {even, odd};
            var slabs = new Slab[] {hunters, digs, reads};
            long[] live = new long[arenas.length];
            long used = 0;
            for (long event = 0; event < events; event++) {
                int head = trace.getAtIndex(ValueLayout.JAVA_INT, 2 * event);
                int bytes = trace.getAtIndex(ValueLayout.JAVA_INT, 2 * event + 1);
                int slot = head & SLOT_MASK;
                int owner = head >>> MemoryTrace.SLOT_BITS;
                used += bytes > 0 ? bytes : -size[slot];
                if (owner == MemoryTrace.READ
                        && bytes == 0
                        && size[slot] > LoopConfig.READ_KEPT_BYTES) {
                    reads.trim(place[slot], LoopConfig.READ_KEPT_BYTES); // as a loop does
                }
                size[slot] = bytes;
                if (owner >= MemoryTrace.HUNTER) {
                    piece(slabs[owner - MemoryTrace.HUNTER], slot, bytes);
                } else if (bytes > 0) {
                    fill(arenas[owner].memory(), arenas[owner].allocate(bytes), bytes);
                    live[owner]++;
                } else if (--live[owner] == 0) {
                    arenas[owner].reset();
                }
                if ((event + 1) * samples / events != lines.size()) {
                    Thread.sleep(PAUSE_MILLIS);
                    lines.add(used + " " + (ownBytes() - before));
                }
            }
            atEnd.look();
        }
    }

    private void piece(Slab slab, int slot, int bytes) {
        if (bytes == 0) {
            slab.give(place[slot]);
        } else {
            place[slot] = slab.take();
            fill(slab.memory(), place[slot], bytes);
        }
    }

    private static void fill(MemorySegment memory, long at, int bytes) {
        memory.asSlice(at, bytes).fill((byte) 1);
    }

    private static long ownBytes() {
        return ProcessMemory.ofThis().orElseThrow().anonymous();
    }
}
