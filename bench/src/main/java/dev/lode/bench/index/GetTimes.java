package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.util.Arrays;

/// Times look-ups of one store.
///
/// `independent` and `batch` time whole stretches. `chained` makes each key depend on the answer
/// before, so that the processor cannot begin the next look-up early. `single` reads the clock
/// around each look-up; what two readings in a row differ by, the median of many, is taken off.
/// Every stretch's answers are checked. Threads: owned by one. Units: nanoseconds.
final class GetTimes {
    /// Keys of one batch.
    static final int BATCH = 32;

    private static final int CLOCK_READINGS = 100_000;

    private final Contender store;
    private final Queries queries;
    private long[] keys = new long[0];
    private int checkBits = 32; // not final, or the compiler knows what a shift by it leaves

    GetTimes(Contender store, Queries queries) {
        this.store = store;
        this.queries = queries;
    }

    double independent(int count) {
        take(count);
        long[] asked = keys;
        long begun = System.nanoTime();
        long sum = 0;
        for (long key : asked) {
            sum += store.get(key);
        }
        return ended(begun, count, sum);
    }

    double chained(int count) {
        take(count);
        long[] asked = keys;
        long begun = System.nanoTime();
        long sum = 0;
        long last = 0;
        int shift = checkBits;
        for (int i = 0; i < asked.length; i++) {
            last = store.get(asked[i + (int) (last >>> shift)]); // adds 0, but only then
            sum += last;
        }
        return ended(begun, count, sum);
    }

    double batch(int count) {
        take(count / BATCH * BATCH);
        long[] asked = keys;
        long begun = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < asked.length; i += BATCH) {
            sum += store.batch(asked, i, BATCH);
        }
        return ended(begun, asked.length, sum);
    }

    /// Times look-ups one by one.
    ///
    /// @param count how many
    /// @return their times, sorted
    long[] single(int count) {
        take(count);
        long clock = clock();
        long[] nanos = new long[count];
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long before = System.nanoTime();
            sum += store.get(keys[i]);
            nanos[i] = Math.max(0, System.nanoTime() - before - clock);
        }
        check(count, sum);
        Arrays.sort(nanos);
        return nanos;
    }

    /// What the clock itself takes.
    ///
    /// @return the median difference of two readings in a row
    static long clock() {
        long[] nanos = new long[CLOCK_READINGS];
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }

    private void take(int count) {
        if (keys.length != count) {
            keys = new long[count];
        }
        queries.take(keys);
    }

    private double ended(long begun, int count, long sum) {
        double nanos = (double) (System.nanoTime() - begun) / count;
        check(count, sum);
        return nanos;
    }

    private void check(int count, long sum) {
        if (sum != queries.sum(count)) {
            throw new BenchFailed("a look-up found another cell's value");
        }
    }
}
