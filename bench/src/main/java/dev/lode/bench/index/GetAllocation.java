package dev.lode.bench.index;

import com.sun.management.ThreadMXBean;
import dev.lode.bench.BenchFailed;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/// What the asking thread allocates on the Java heap for look-ups in Lode and for reading their
/// documents.
final class GetAllocation {
    private final LodeCells store;
    private final long[] keys;

    private GetAllocation(LodeCells store, long[] keys) {
        this.store = store;
        this.keys = keys;
    }

    /// Measures the second of two runs, so that what the first look-up alone does is not in it.
    ///
    /// @param store to ask
    /// @param queries what for
    /// @param count how many look-ups of each kind
    /// @return figures: bytes a look-up, a batched one, a look-up with its document
    static String bytes(LodeCells store, Queries queries, int count) {
        long[] keys = new long[count / GetTimes.BATCH * GetTimes.BATCH];
        queries.take(keys);
        var one = new GetAllocation(store, keys);
        return "get="
                + one.of(one::gets)
                + " batch="
                + one.of(one::batches)
                + " document="
                + one.of(one::documents);
    }

    private double of(LongSupplier work) {
        long answer = work.getAsLong();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long again = work.getAsLong();
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        if (again != answer) {
            throw new BenchFailed("the same look-ups found something else");
        }
        return (double) bytes / keys.length;
    }

    private long gets() {
        long sum = 0;
        for (long key : keys) {
            sum += store.get(key);
        }
        return sum;
    }

    private long batches() {
        long sum = 0;
        for (int i = 0; i < keys.length; i += GetTimes.BATCH) {
            sum += store.batch(keys, i, GetTimes.BATCH);
        }
        return sum;
    }

    private long documents() {
        long sum = 0;
        for (long key : keys) {
            sum += store.document(key);
        }
        return sum;
    }
}
