package dev.lode.bench;

import com.sun.management.ThreadMXBean;
import dev.lode.game.proof.DigProofs;
import dev.lode.game.proof.KeyTable;
import dev.lode.game.proof.Passes;
import dev.lode.game.proof.Tickets;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.wire.FindFrame;
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

/// Times of digs, from the decoded request to the encoded reply, and of their parts.
///
/// Hunters dig in turn, each at a place of its own and with a rising sequence, so that no dig is a
/// repeat. The clock of hunt time is the system's. Documents are in the page cache and are read,
/// checked and decoded by every dig: no loop keeps documents of its own. Digs of both kinds are
/// made before either is measured, so that the compiler has seen what it sees in a server.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class DigTimes {
    /// System property that names the pack.
    static final String PACK = "lode.bench.pack";

    private static final int DOCUMENT_MAX = 64 << 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Digs of one kind in a turn of [#both].
    static final int BLOCK = 256;

    /// What digs of each kind took in one iteration.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Kinds {
        /// Time of digs that find nothing.
        public long missNanos;

        /// Time of digs that find a key.
        public long findNanos;

        /// Blocks of [#BLOCK] digs, of each kind.
        public long blocks;

        /// What the thread of the loop allocated meanwhile.
        public long bytes;
    }

    private final CellRef ref = new CellRef();
    private Arena arena;
    private BenchHunt hunt;
    private LoneLoop loop;
    private BlobReader reader;
    private DigProofs proofs;
    private CellRef[] refs;
    private MemorySegment reply;
    private int next;

    /// Opens the hunt and seats the hunters.
    ///
    /// @throws IOException where the pack cannot be read
    @Setup
    public void open() throws IOException {
        Path pack = Path.of(Objects.requireNonNull(System.getProperty(PACK), PACK));
        arena = Arena.ofConfined();
        hunt = BenchHunt.open(pack);
        loop = new LoneLoop(hunt, Files.createTempDirectory(pack.getParent(), "loop"));
        reader = hunt.content().pack().reader();
        HuntFacts facts = hunt.facts();
        proofs =
                new DigProofs(
                        facts.id(),
                        new Tickets(
                                facts.id(),
                                facts.keys().ticketKeys(),
                                facts.keys().ticketKeyCurrent()),
                        new Passes(facts.id(), facts.keys().passKey()),
                        new byte[32]);
        reply = arena.allocate(FindFrame.BYTES + (long) DOCUMENT_MAX, 64);
        refs = new CellRef[hunt.misses().length];
        for (int i = 0; i < refs.length; i++) {
            refs[i] = new CellRef();
            hunt.content().pack().extent().find(hunt.misses()[i], refs[i]);
        }
    }

    /// Ends the loop.
    ///
    /// @throws IOException where the journal cannot be closed
    @TearDown
    public void close() throws IOException {
        reader.close();
        loop.close();
        hunt.close();
        arena.close();
    }

    /// Digs of both kinds, in turns of a block each, so that whatever disturbs one disturbs the
    /// other.
    ///
    /// @param kinds take what each took
    /// @return what was answered so far
    @Benchmark
    @OperationsPerInvocation(2 * BLOCK)
    public long both(Kinds kinds) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        int from = next;
        boolean first = (kinds.blocks++ & 1) == 0;
        long begin = System.nanoTime();
        digs(from, first);
        long middle = System.nanoTime();
        digs(from, !first);
        long end = System.nanoTime();
        kinds.missNanos += first ? middle - begin : end - middle;
        kinds.findNanos += first ? end - middle : middle - begin;
        kinds.bytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return loop.replies.misses;
    }

    private void digs(int from, boolean misses) {
        next = from;
        for (int i = 0; i < BLOCK; i++) {
            if (misses) {
                loop.miss(turn());
            } else {
                loop.find(turn());
            }
        }
    }

    /// The look-up of a cell in the index alone.
    ///
    /// @return where its document lies
    @Benchmark
    public long index() {
        if (!hunt.content().pack().extent().find(hunt.misses()[turn()], ref)) {
            throw new BenchFailed("a cell is gone");
        }
        return ref.offset;
    }

    /// The document of a cell alone: read, checked, decoded.
    ///
    /// @return its length
    @Benchmark
    public int blob() {
        CellRef cell = refs[turn()];
        int plain = reader.tryRead(cell, reply, FindFrame.BYTES, DOCUMENT_MAX);
        if (plain == BlobReader.WOULD_BLOCK) {
            plain = reader.read(cell, reply, FindFrame.BYTES, DOCUMENT_MAX);
        }
        if (plain <= 0) {
            throw new BenchFailed("a document could not be read: " + plain);
        }
        return plain;
    }

    /// The proofs of a dig that finds nothing alone: as many MACs as for a find.
    ///
    /// @return what was written
    @Benchmark
    public boolean proofs() {
        long cell = hunt.misses()[turn()];
        return proofs.write(
                reply, FindFrame.TICKET, FindFrame.PASS, cell, 7, cell, KeyTable.MISS, next);
    }

    private int turn() {
        int turn = next;
        next = turn + 1 == refs.length ? 0 : turn + 1;
        return turn;
    }
}
