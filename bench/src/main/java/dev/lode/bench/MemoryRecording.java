package dev.lode.bench;

import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.game.graph.HuntGraph;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.node.hunt.HuntContent;
import dev.lode.storage.blob.BlobEncoder;
import dev.lode.storage.store.Addition;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.Compactor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A run of the real parts of a node, and the record of what they took and gave back: a hunt's
/// store with its overlays and compactor, and a hunter loop with its slots, digs that wait and
/// buffers of reads, all with the bounds that a server has as shipped.
///
/// The load: a step adds one cell, one in ten of them in the place of another that was added
/// before, and has two hunters dig cells of the pack, which is taken out of the page cache again
/// and again. A crowd whose size wanders between 1 and 60 waits for its answers at once; every 64
/// steps a new hunter comes. How long a buffer is held is how long that read of the disk took, how
/// long an overlay is, how long compactor and epochs took. The load is seeded; the times are not.
///
/// Sizes and lives come from the books (`Memory`) and from the loop's answers, and each is held
/// against the other after every step: where they differ, the recording fails. Threads: the
/// caller's is the loop's and the one that adds.
final class MemoryRecording implements AutoCloseable {
    private static final int DIGS_A_STEP = 2;
    private static final int HUNTERS_FIRST = 64;
    private static final int HUNTERS_MAX = 4096;
    private static final int STEPS_A_HUNTER = 64;
    private static final int CROWD_MAX = 60;
    private static final int REPLACED_ONE_IN = 10;
    private static final int GROUP = 0;
    private static final int DIGS_A_FORGETTING = 4096;

    private final MemoryTrace trace = new MemoryTrace();
    private final MemoryHunt hunt;
    private final Path pack;
    private final HuntContent content;
    private final Compactor compactor;
    private final LoopRig rig;
    private final HunterBooks hunters;
    private final OverlayBooks overlays;
    private final BlobEncoder encoder = new BlobEncoder();
    private final SplittableRandom random;
    private long added;
    private int cells;
    private int crowd = 1;
    private int seated;
    private long digs;

    private MemoryRecording(MemoryHunt hunt, Path folder, long overlayBytes, long seed)
            throws IOException {
        this.hunt = hunt;
        random = new SplittableRandom(seed);
        pack = hunt.pack(folder);
        var facts = MemoryHunt.facts(pack);
        var epochs = new Epochs();
        overlays = new OverlayBooks(trace);
        hunters = new HunterBooks(trace, HUNTERS_MAX);
        content = MemoryHunt.open(pack, facts, overlayBytes, epochs);
        int readThreads = Math.toIntExact(Settings.defaults().get(NodeKnobs.READ_THREADS));
        rig = new LoopRig(facts, content, epochs, HUNTERS_MAX, readThreads, hunters, folder);
        compactor = new Compactor(epochs);
        compactor.add(facts.name(), content.store());
    }

    /// What was recorded.
    ///
    /// @param trace every piece
    /// @param digRecordBytes of a dig that waits
    /// @param readBufferBytes of a buffer as the loop has it, whatever is in it
    /// @param additions taken by overlays
    /// @param reads digs that waited for the disk
    /// @param digs all of them
    record Recorded(
            MemoryTrace trace,
            int digRecordBytes,
            int readBufferBytes,
            long additions,
            long reads,
            long digs) {}

    /// Records a run.
    ///
    /// @param folder for pack, store and journal
    /// @param rooms of the hunt, each with 100 cells
    /// @param generations how many overlays are filled, written and closed
    /// @param overlayBytes most that one holds
    /// @param seed of the load
    static Recorded of(Path folder, int rooms, int generations, long overlayBytes, long seed)
            throws IOException, InterruptedException {
        var hunt = new MemoryHunt(rooms, seed);
        try (var recording = new MemoryRecording(hunt, folder, overlayBytes, seed)) {
            recording.run(generations);
            return recording.recorded();
        }
    }

    private void run(int generations) throws IOException, InterruptedException {
        while (seated < HUNTERS_FIRST) {
            seat();
        }
        for (long step = 0; overlays.closed() < generations; step++) {
            add();
            for (int dig = 0; dig < DIGS_A_STEP; dig++) {
                dig();
            }
            if (step % STEPS_A_HUNTER == 0 && seated < HUNTERS_MAX) {
                seat();
            }
            crowd = Math.clamp(crowd + random.nextInt(-2, 3), 1, CROWD_MAX);
        }
        while (hunters.waiting() > 0) {
            turn();
        }
    }

    private void seat() {
        long room = MemoryHunt.room(random.nextInt(hunt.rooms()));
        rig.seat(seated, room, random.nextInt(MemoryHunt.SITES));
        hunters.seated();
        rig.hello(seated++);
        turn();
    }

    private void add() {
        HuntGraph graph = content.graph();
        boolean again = cells > 0 && random.nextInt(REPLACED_ONE_IN) == 0;
        int number = again ? random.nextInt(cells) : cells++;
        int plain = hunt.draw();
        byte[] block = encoder.block(hunt.document(), 0, plain);
        var addition =
                new Addition(
                        GROUP,
                        Addition.position(++added, 0),
                        hunt.added(graph, number),
                        MemorySegment.ofArray(block),
                        plain);
        CellStore store = content.store();
        while (store.add(addition) == Addition.Outcome.FULL) {
            overlays.read(-1);
            turn();
        }
        overlays.read(block.length);
    }

    private void dig() throws IOException, InterruptedException {
        if (digs++ % DIGS_A_FORGETTING == 0) {
            MemoryCage.forget(pack);
        }
        while (hunters.waiting() >= crowd || hunters.ready() == 0) {
            turn();
        }
        int hunter = hunters.begin(random);
        rig.sendDig(hunter, random.nextInt(MemoryHunt.SPOTS));
        turn();
    }

    private void turn() {
        rig.loop().turn();
        hunters.read(rig.loop().counters());
        overlays.read(-1);
    }

    private Recorded recorded() {
        if (overlays.recordedBytes() != overlays.bookedBytes()) {
            throw new BenchFailed(
                    "the overlays were taken for %,d bytes by the recording and for %,d by the books"
                            .formatted(overlays.recordedBytes(), overlays.bookedBytes()));
        }
        return new Recorded(
                trace,
                hunters.digRecordBytes(),
                hunters.readBufferBytes(),
                added,
                hunters.reads(),
                digs);
    }

    @Override
    public void close() throws IOException {
        compactor.close();
        rig.close();
        content.close();
    }
}
