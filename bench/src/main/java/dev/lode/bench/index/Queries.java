package dev.lode.bench.index;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Keys in random order, taken one stretch after the other and then again from the first.
///
/// Threads: owned by one.
final class Queries implements AutoCloseable {
    static final String KEYS = "queries";
    static final String CHECKS = "answers";

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment keys;
    private final MemorySegment checks;
    private int next;

    Queries(Path folder) throws IOException {
        keys = SortedCells.map(folder.resolve(KEYS), arena);
        checks = SortedCells.map(folder.resolve(CHECKS), arena);
    }

    int count() {
        return (int) (keys.byteSize() / Long.BYTES);
    }

    /// Takes the next stretch of keys.
    ///
    /// @param into takes as many as it is long
    void take(long[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = keys.get(Layouts.I64, (long) next * Long.BYTES);
            next = next + 1 == count() ? 0 : next + 1;
        }
    }

    /// What the look-ups of the stretch that was taken last must come to.
    ///
    /// @param taken how long it was
    /// @return the sum of their checksums
    long sum(int taken) {
        long sum = 0;
        for (int i = 1; i <= taken; i++) {
            long query = Math.floorMod(next - i, count());
            sum += checks.get(Layouts.I64, query * Long.BYTES);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
