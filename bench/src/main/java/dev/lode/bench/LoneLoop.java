package dev.lode.bench;

import dev.lode.base.CellKey;
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
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HelloFrame;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A real hunter loop with one hunter at each place of a hunt, driven by the benchmark's thread,
/// which hands it decoded requests; its replies are counted and dropped.
///
/// A dig whose document the kernel has taken out of the page cache waits for the disk, and its time
/// counts: every dig is answered with a document before the next one comes.
///
/// Threads: owned by the one that made it.
final class LoneLoop implements AutoCloseable {
    private static final String ISSUER = "https://bench";
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final int TOKEN_THREADS = 2;
    private static final int HELLOS_UNDER_WAY = 256;

    final Replies replies = new Replies();
    private final BenchHunt hunt;
    private final DiskPool disks;
    private final TokenPool tokens;
    private final SlotJournal journal;
    private final HunterLoop loop;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment digs;
    private long sequence;

    /// Takes replies.
    static final class Replies implements Link {
        int places;
        long finds;
        long misses;
        long others;
        Status lastRefusal = Status.OK;

        @Override
        public boolean send(MemorySegment memory, long offset, int length) {
            byte type = FrameHeader.type(memory, offset);
            if (type == FrameType.PLACE) {
                places++;
            } else if (type != FrameType.FIND) {
                others++;
                lastRefusal = FrameHeader.status(memory, offset);
            } else if (memory.get(Layouts.I8, offset + FindFrame.FOUND) == 1) {
                finds++;
            } else {
                misses++;
            }
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

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

    LoneLoop(BenchHunt hunt, Path folder) throws IOException {
        this.hunt = hunt;
        Settings settings = Settings.defaults();
        LoopConfig config = LoopConfig.of(settings, 1);
        TokenSigner signer = TokenSigner.generate(ISSUER);
        var epochs = new Epochs();
        disks = new DiskPool(1, config.readsWaitingMax(), WAIT_MAX, epochs);
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
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt.facts(), hunt.content()))));
        var peers = new Peers();
        int link = peers.attach(replies);
        var view = new Alone(PartitionTable.initial(1), List.of(hunt.facts()));
        loop =
                new HunterLoop(
                        0,
                        new HunterLoop.Shared(
                                config,
                                1 << 20,
                                view,
                                shelf,
                                peers,
                                disks,
                                tokens,
                                epochs,
                                System::currentTimeMillis,
                                System::nanoTime),
                        journal.feed(0));
        int hunters = hunt.finds().length;
        digs = arena.allocate((long) hunters * DigFrame.BYTES, 64);
        for (int hunter = 0; hunter < hunters; hunter++) {
            seat(hunter, view.table(), link);
        }
        hello(signer, link);
    }

    /// Digs the cell with a key at a hunter's place.
    void find(int hunter) {
        dig(hunter, hunt.finds()[hunter]);
    }

    /// Digs the cell without a key at a hunter's place.
    void miss(int hunter) {
        dig(hunter, hunt.misses()[hunter]);
    }

    private void dig(int hunter, long cell) {
        long at = (long) hunter * DigFrame.BYTES;
        digs.set(Layouts.I32, at + DigFrame.SPOT, CellKey.spot(cell));
        digs.set(Layouts.I64, at + DigFrame.SEQUENCE, ++sequence);
        long answered = replies.finds + replies.misses;
        loop.onFrame(digs, at, DigFrame.BYTES);
        while (replies.finds + replies.misses == answered) {
            if (replies.others > 0) {
                throw new BenchFailed("a dig was refused with " + replies.lastRefusal);
            }
            loop.turn();
        }
    }

    private void seat(int hunter, PartitionTable table, int link) {
        Id128 id = HunterTokens.hunter(ISSUER, "hunter-" + hunter);
        long cell = hunt.finds()[hunter];
        long room = hunt.room(cell);
        MemorySegment slot = arena.allocate(HunterSlot.BYTES, 8);
        HunterSlot.init(slot, 0, id.high(), id.low());
        HunterSlot.arrive(slot, 0, room, CellKey.site(cell));
        if (!loop.restore(0, slot, 0)) {
            throw new BenchFailed("the loop has no room for hunter " + hunter);
        }
        long at = (long) hunter * DigFrame.BYTES;
        FrameHeader.begin(digs, at, FrameType.DIG, DigFrame.BYTES);
        address(digs, at, hunter, id, table);
        digs.set(Layouts.I16, at + FrameHeader.LINK, (short) link);
        digs.set(Layouts.I64, at + DigFrame.ROOM, room);
        digs.set(Layouts.I8, at + DigFrame.SITE, (byte) CellKey.site(cell));
    }

    private void address(MemorySegment frame, long at, int hunter, Id128 id, PartitionTable table) {
        int partition = Fingerprint.partition(Fingerprint.hunter(hunt.facts().name(), id));
        hunt.facts().id().write(frame, at + FrameHeader.HUNT);
        id.write(frame, at + FrameHeader.HUNTER);
        frame.set(Layouts.I64, at + FrameHeader.SESSION, hunter + 1L);
        frame.set(Layouts.I16, at + FrameHeader.PARTITION, (short) partition);
        frame.set(Layouts.I32, at + FrameHeader.EPOCH, table.epoch(partition));
    }

    private void hello(TokenSigner signer, int link) {
        int hunters = hunt.finds().length;
        long expires = System.currentTimeMillis() + 3_600_000;
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        MemorySegment frame = arena.allocate(4096, 64);
        for (int hunter = 0; hunter < hunters; hunter++) {
            await(hunter - HELLOS_UNDER_WAY, deadline);
            String subject = "hunter-" + hunter;
            byte[] token =
                    signer.sign(subject, expires, Optional.empty())
                            .getBytes(StandardCharsets.UTF_8);
            int length = HelloFrame.BYTES + token.length;
            frame.fill((byte) 0);
            MemorySegment.copy(digs, (long) hunter * DigFrame.BYTES, frame, 0, FrameHeader.BYTES);
            frame.set(Layouts.I32, FrameHeader.LENGTH, length);
            frame.set(Layouts.I8, FrameHeader.TYPE, FrameType.HELLO);
            frame.set(Layouts.I8, FrameHeader.FLAGS, HelloFrame.WITH_TOKEN);
            frame.set(Layouts.I16, HelloFrame.TOKEN_LENGTH, (short) token.length);
            MemorySegment.copy(token, 0, frame, Layouts.I8, HelloFrame.BYTES, token.length);
            if (!loop.inbox().offer(frame, 0, length, link)) {
                throw new BenchFailed("the loop's inbox is full");
            }
        }
        await(hunters, deadline);
    }

    private void await(int places, long deadlineNanos) {
        while (replies.places < places) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new BenchFailed(
                        "%d hunters were welcomed, %d frames were refused (%s)"
                                .formatted(replies.places, replies.others, replies.lastRefusal));
            }
            loop.turn();
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
