package dev.lode.bench;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.hunter.DiskPool;
import dev.lode.node.hunter.HunterLoop;
import dev.lode.node.hunter.LoopConfig;
import dev.lode.node.hunter.TokenPool;
import dev.lode.node.slot.SlotJournal;
import dev.lode.node.view.ClusterView;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.Fingerprint;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HelloFrame;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A real hunter loop that the benchmark's thread turns, what it needs around it, and hunters who
/// sit at places of a hunt: each has a number, and session number + 1.
///
/// Threads: owned by the one that made it.
final class LoopRig implements AutoCloseable {
    static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private static final String ISSUER = "https://bench";
    private static final int TOKEN_THREADS = 2;
    private static final int INBOX_BYTES = 1 << 20;
    private static final long SESSION_MILLIS = 3_600_000;

    private final HuntFacts facts;
    private final DiskPool disks;
    private final TokenPool tokens;
    private final SlotJournal journal;
    private final HunterLoop loop;
    private final TokenSigner signer = TokenSigner.generate(ISSUER);
    private final Alone view;
    private final int link;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment digs;
    private final MemorySegment slot = arena.allocate(HunterSlot.BYTES, 8);
    private final MemorySegment hello = arena.allocate(4096, 64);
    private long sequence;

    /// A cluster of this node alone.
    private record Alone(PartitionTable table, List<HuntFacts> hunts) implements ClusterView {
        @Override
        public int self() {
            return 0;
        }

        @Override
        public void onChange(Runnable listener) {
            // It never changes.
        }

        @Override
        public void behind(int partition, int epoch) {
            throw new BenchFailed("nobody knows a newer epoch than this node");
        }
    }

    /// Makes the loop, as one of a node with a given number of threads that read from the disk.
    ///
    /// @param content open for longer, with the same epochs
    /// @param hunters how many there will be
    /// @param readThreads of the pool
    /// @param replies takes what the loop answers
    /// @param folder for the journal of slots
    LoopRig(
            HuntFacts facts,
            HuntContent content,
            Epochs epochs,
            int hunters,
            int readThreads,
            Link replies,
            Path folder)
            throws IOException {
        this.facts = facts;
        Settings settings = Settings.defaults();
        LoopConfig config = LoopConfig.of(settings, 1);
        disks = new DiskPool(readThreads, config.readsWaitingMax(), WAIT_MAX, epochs);
        tokens =
                new TokenPool(
                        new HunterTokens(Issuers.of(ISSUER, signer.publicKey()), 0, 4096),
                        System::currentTimeMillis,
                        TOKEN_THREADS,
                        WAIT_MAX);
        journal =
                new SlotJournal(
                        folder.resolve("slots"),
                        SlotJournal.Config.of(settings),
                        1,
                        System::currentTimeMillis);
        var shelf = new HuntShelf();
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(facts, content))));
        var peers = new Peers();
        link = peers.attach(replies);
        view = new Alone(PartitionTable.initial(1), List.of(facts));
        loop =
                new HunterLoop(
                        0,
                        new HunterLoop.Shared(
                                config,
                                INBOX_BYTES,
                                view,
                                shelf,
                                peers,
                                disks,
                                tokens,
                                epochs,
                                System::currentTimeMillis,
                                System::nanoTime),
                        journal.feed(0));
        digs = arena.allocate((long) hunters * DigFrame.BYTES, 64);
    }

    HunterLoop loop() {
        return loop;
    }

    /// Gives a hunter a slot, at a site.
    void seat(int hunter, long room, int site) {
        Id128 id = HunterTokens.hunter(ISSUER, subject(hunter));
        HunterSlot.init(slot, 0, id.high(), id.low());
        HunterSlot.arrive(slot, 0, room, site);
        if (!loop.restore(0, slot, 0)) {
            throw new BenchFailed("the loop has no room for hunter " + hunter);
        }
        long at = (long) hunter * DigFrame.BYTES;
        FrameHeader.begin(digs, at, FrameType.DIG, DigFrame.BYTES);
        address(at, hunter, id);
        digs.set(Layouts.I16, at + FrameHeader.LINK, (short) link);
        digs.set(Layouts.I64, at + DigFrame.ROOM, room);
        digs.set(Layouts.I8, at + DigFrame.SITE, (byte) site);
    }

    private static String subject(int hunter) {
        return "hunter-" + hunter;
    }

    private void address(long at, int hunter, Id128 id) {
        int partition = Fingerprint.partition(Fingerprint.hunter(facts.name(), id));
        facts.id().write(digs, at + FrameHeader.HUNT);
        id.write(digs, at + FrameHeader.HUNTER);
        digs.set(Layouts.I64, at + FrameHeader.SESSION, hunter + 1L);
        digs.set(Layouts.I16, at + FrameHeader.PARTITION, (short) partition);
        digs.set(Layouts.I32, at + FrameHeader.EPOCH, view.table().epoch(partition));
    }

    /// Sends the hello of a seated hunter, which is answered by a PLACE in some later turn.
    void hello(int hunter) {
        long expires = System.currentTimeMillis() + SESSION_MILLIS;
        byte[] token =
                signer.sign(subject(hunter), expires, Optional.empty())
                        .getBytes(StandardCharsets.UTF_8);
        int length = HelloFrame.BYTES + token.length;
        hello.fill((byte) 0);
        MemorySegment.copy(digs, (long) hunter * DigFrame.BYTES, hello, 0, FrameHeader.BYTES);
        hello.set(Layouts.I32, FrameHeader.LENGTH, length);
        hello.set(Layouts.I8, FrameHeader.TYPE, FrameType.HELLO);
        hello.set(Layouts.I8, FrameHeader.FLAGS, HelloFrame.WITH_TOKEN);
        hello.set(Layouts.I16, HelloFrame.TOKEN_LENGTH, (short) token.length);
        MemorySegment.copy(token, 0, hello, Layouts.I8, HelloFrame.BYTES, token.length);
        offer(hello, 0, length);
    }

    /// Hands the loop a decoded request of a hunter to dig at the place where he is.
    void dig(int hunter, int spot) {
        loop.onFrame(digs, digAt(hunter, spot), DigFrame.BYTES);
    }

    /// Sends such a request; the next turn takes it.
    void sendDig(int hunter, int spot) {
        offer(digs, digAt(hunter, spot), DigFrame.BYTES);
    }

    private long digAt(int hunter, int spot) {
        long at = (long) hunter * DigFrame.BYTES;
        digs.set(Layouts.I32, at + DigFrame.SPOT, spot);
        digs.set(Layouts.I64, at + DigFrame.SEQUENCE, ++sequence);
        return at;
    }

    private void offer(MemorySegment frame, long at, int length) {
        if (!loop.inbox().offer(frame, at, length, link)) {
            throw new BenchFailed("the loop's inbox is full");
        }
    }

    @Override
    public void close() throws IOException {
        loop.close();
        journal.close();
        disks.close();
        tokens.close();
        arena.close();
    }
}
