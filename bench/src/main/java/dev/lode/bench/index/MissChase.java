package dev.lode.bench.index;

import dev.lode.base.Layouts;
import dev.lode.base.memory.Mapping;
import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// The process that measures the limit: loads of which each needs the one before, from lines in
/// random order, over as much memory as the index has; once with pages of 4 KiB and once with huge
/// ones.
///
/// Argument: bytes of the memory.
public final class MissChase {
    private static final int LINE = 64;
    private static final long SEED = 3;
    private static final String OWNER = "bench.chase";

    private final MemorySegment memory;
    private long at;

    private MissChase(Mapping mapping) {
        memory = mapping.segment();
        link();
    }

    /// Serves until its input ends.
    ///
    /// @param args bytes of the memory
    /// @throws IOException where the input cannot be read
    public static void main(String[] args) throws IOException {
        long bytes = Long.parseLong(args[0]);
        try (Mapping pages = Mapping.anonymous(OWNER, bytes);
                Mapping hugePages = Mapping.huge(OWNER, bytes)) {
            var small = new MissChase(pages);
            var huge = new MissChase(hugePages);
            Requests.serve((what, count) -> {
                return switch (what) {
                    case "small" -> "nanos=" + small.nanos(count);
                    case "huge" -> "nanos=" + huge.nanos(count);
                    default -> throw new BenchFailed("there is no chase of " + what);
                };
            });
        }
    }

    /// Links all lines into one ring, in random order (Sattolo's shuffle).
    private void link() {
        int lines = (int) (memory.byteSize() / LINE);
        int[] order = new int[lines];
        for (int i = 0; i < lines; i++) {
            order[i] = i;
        }
        var random = new SplittableRandom(SEED);
        for (int i = lines - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        for (int i = 0; i < lines; i++) {
            memory.set(Layouts.I64, (long) i * LINE, (long) order[i] * LINE);
        }
    }

    private double nanos(int count) {
        long begun = System.nanoTime();
        long line = at;
        for (int i = 0; i < count; i++) {
            line = memory.get(Layouts.I64, line);
        }
        at = line;
        return (double) (System.nanoTime() - begun) / count;
    }
}
