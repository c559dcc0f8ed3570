package dev.lode.bench;

import com.dynatrace.hash4j.consistent.ConsistentBucketHasher;
import com.dynatrace.hash4j.consistent.ConsistentHashing;
import com.dynatrace.hash4j.random.PseudoRandomGeneratorProvider;
import com.google.common.hash.Hashing;
import dev.lode.router.PartitionTable;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Times of finding the node of a fingerprint among 40.
///
/// Every method reads the next of 65,536 random fingerprints, so that the table is used all over
/// and no branch can be learnt; that read is part of each figure.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTimes {
    static final int NODES = 40;

    private static final int FINGERPRINTS = 1 << 16;

    private final long[] fingerprints = new SplittableRandom(7).longs(FINGERPRINTS).toArray();
    private final ConsistentBucketHasher jump =
            ConsistentHashing.jumpHash(PseudoRandomGeneratorProvider.splitMix64_V1());
    private volatile PartitionTable table = PartitionTable.initial(NODES);
    private int next;

    /// Publishes the table as a node does.
    @Setup
    public void publish() {
        table = PartitionTable.initial(NODES);
    }

    /// Lode: route (primary, partition, epoch) by the table published last.
    ///
    /// @return the route
    @Benchmark
    public long lode() {
        return table.route(fingerprint());
    }

    /// Guava: the bucket.
    ///
    /// @return the bucket
    @Benchmark
    public int guava() {
        return Hashing.consistentHash(fingerprint(), NODES);
    }

    /// hash4j: the bucket.
    ///
    /// @return the bucket
    @Benchmark
    public int hash4j() {
        return jump.getBucket(fingerprint(), NODES);
    }

    private long fingerprint() {
        return fingerprints[next++ & (FINGERPRINTS - 1)];
    }
}
