package dev.lode.bench;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Times of digs, from the decoded request to the encoded reply, and of their parts.
///
/// Hunters dig in turn, each at a place of its own and with a rising sequence, so that no dig is a
/// repeat. The clock of hunt time is the system's. Documents are in the page cache and are read,
/// checked and decoded by every dig: no loop keeps documents of its own.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class DigTimes {
    /// System property that names the pack.
    static final String PACK = "lode.bench.pack";

    private static final int DOCUMENT_MAX = 64 << 10;

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

    /// Ends what waits for the disk, so that its hunters dig again.
    @TearDown(Level.Iteration)
    public void settle() {
        loop.settle();
    }

    /// Ends the loop, and refuses figures of digs that were not answered with a document; one in a
    /// hundred may have been refused while its hunter waited for the disk.
    ///
    /// @throws IOException where the journal cannot be closed
    @TearDown
    public void close() throws IOException {
        reader.close();
        loop.close();
        hunt.close();
        arena.close();
        LoneLoop.Replies replies = loop.replies;
        if (replies.others > (replies.finds + replies.misses) / 100) {
            throw new BenchFailed(
                    "%,d of %,d digs were refused, the last with %s"
                            .formatted(
                                    replies.others,
                                    replies.others + replies.finds + replies.misses,
                                    replies.lastRefusal));
        }
    }

    /// A dig that finds nothing.
    ///
    /// @return what was answered so far
    @Benchmark
    public long miss() {
        loop.miss(turn());
        return loop.replies.misses;
    }

    /// A dig that finds a key.
    ///
    /// @return what was answered so far
    @Benchmark
    public long find() {
        loop.find(turn());
        return loop.replies.finds;
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
