package dev.lode.bench;

import com.sun.management.ThreadMXBean;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Times of the same digs in two packs of one hunt, one with a dictionary, in turns of a block in
/// one JVM: forks differ by more than a dictionary costs.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class DictionaryDigTimes {
    /// System property that names the pack with a dictionary; [DigTimes#PACK] names the other.
    static final String PACK = "lode.bench.dictionaryPack";

    private static final int DOCUMENT_MAX = 64 << 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// What each pack took in one iteration.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Packs {
        /// Time in the pack without a dictionary.
        public long plainNanos;

        /// Time in the pack with one.
        public long sharedNanos;

        /// Blocks of [DigTimes#BLOCK], of each pack.
        public long blocks;

        /// What the thread allocated meanwhile.
        public long bytes;
    }

    private Arena arena;
    private MemorySegment out;
    private Place plain;
    private Place shared;

    /// A hunt, a loop over it and a reader of its documents.
    private static final class Place {
        private final BenchHunt hunt;
        private final LoneLoop loop;
        private final BlobReader reader;
        private final CellRef[] refs;
        private int next;

        Place(String property) throws IOException {
            Path pack = Path.of(Objects.requireNonNull(System.getProperty(property), property));
            hunt = BenchHunt.open(pack);
            loop = new LoneLoop(hunt, Files.createTempDirectory(pack.getParent(), "loop"));
            reader = hunt.content().pack().reader();
            refs = new CellRef[hunt.misses().length];
            for (int i = 0; i < refs.length; i++) {
                refs[i] = new CellRef();
                hunt.content().pack().extent().find(hunt.misses()[i], refs[i]);
            }
        }

        private int turn() {
            int turn = next;
            next = turn + 1 == refs.length ? 0 : turn + 1;
            return turn;
        }

        long dig() {
            for (int i = 0; i < DigTimes.BLOCK; i++) {
                loop.miss(turn());
            }
            return loop.replies.misses;
        }

        long read(MemorySegment out) {
            long bytes = 0;
            for (int i = 0; i < DigTimes.BLOCK; i++) {
                CellRef cell = refs[turn()];
                int length = reader.tryRead(cell, out, 0, DOCUMENT_MAX);
                if (length == BlobReader.WOULD_BLOCK) {
                    length = reader.read(cell, out, 0, DOCUMENT_MAX);
                }
                if (length <= 0) {
                    throw new BenchFailed("a document could not be read: " + length);
                }
                bytes += length;
            }
            return bytes;
        }

        void close() throws IOException {
            reader.close();
            loop.close();
            hunt.close();
        }
    }

    /// Opens both hunts and seats the hunters.
    ///
    /// @throws IOException where a pack cannot be read
    @Setup
    public void open() throws IOException {
        arena = Arena.ofConfined();
        out = arena.allocate(DOCUMENT_MAX, 64);
        plain = new Place(DigTimes.PACK);
        shared = new Place(PACK);
    }

    /// Ends the loops.
    ///
    /// @throws IOException where a journal cannot be closed
    @TearDown
    public void close() throws IOException {
        plain.close();
        shared.close();
        arena.close();
    }

    /// Digs that find nothing.
    ///
    /// @param packs take what each took
    /// @return what was answered so far
    @Benchmark
    @OperationsPerInvocation(2 * DigTimes.BLOCK)
    public long digs(Packs packs) {
        return inTurns(packs, true);
    }

    /// The documents alone: read, checked, decoded.
    ///
    /// @param packs take what each took
    /// @return their length
    @Benchmark
    @OperationsPerInvocation(2 * DigTimes.BLOCK)
    public long documents(Packs packs) {
        return inTurns(packs, false);
    }

    private long inTurns(Packs packs, boolean digs) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        boolean plainFirst = (packs.blocks++ & 1) == 0;
        Place first = plainFirst ? plain : shared;
        Place second = plainFirst ? shared : plain;
        long begin = System.nanoTime();
        long done = digs ? first.dig() : first.read(out);
        long middle = System.nanoTime();
        done += digs ? second.dig() : second.read(out);
        long end = System.nanoTime();
        packs.plainNanos += plainFirst ? middle - begin : end - middle;
        packs.sharedNanos += plainFirst ? end - middle : middle - begin;
        packs.bytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return done;
    }
}
