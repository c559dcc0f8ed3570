package dev.lode.node.hunter;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.node.TestView;
import dev.lode.node.TestWorld;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.slot.SlotJournal;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.store.StoreConfig;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One loop of node 0 with one hunt, and hunters 1, 2, ... in partition 0 who stand at r0/0 with
/// sessions of their numbers. A test starts it, or drives it by its own thread.
final class HandLoop implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    final HunterLoop loop;
    final HuntContent content;
    final HuntFacts hunt;
    final TestView view = new TestView(PartitionTable.initial(1));
    final Peers peers = new Peers();
    final DiskPool disks;
    final Epochs epochs = new Epochs();
    final int link;
    final MemorySegment frame;
    private final Arena arena = Arena.ofShared();
    private final TokenPool tokens;
    private final SlotJournal journal;
    private final long room;

    HandLoop(
            Path folder,
            Pack pack,
            HuntFacts hunt,
            Settings settings,
            Link replies,
            int hunters,
            MillisClock millis,
            NanoClock nanos)
            throws IOException {
        this.hunt = hunt;
        content = HuntContent.over(pack, hunt, StoreConfig.of(settings), epochs);
        var shelf = new HuntShelf();
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt, content))));
        link = peers.attach(replies);
        disks = new DiskPool(0, 16, CLOSE_MAX, epochs);
        tokens = new TokenPool(new HunterTokens(Issuers.NONE, 0, 4096), millis, 1, CLOSE_MAX);
        journal =
                new SlotJournal(
                        folder.resolve("slots"), SlotJournal.Config.of(settings), 1, millis);
        var shared =
                new HunterLoop.Shared(
                        LoopConfig.of(settings, 1),
                        1 << 20,
                        view.of(0),
                        shelf,
                        peers,
                        disks,
                        tokens,
                        epochs,
                        millis,
                        nanos);
        loop = new HunterLoop(0, shared, journal.feed(0));
        LoopScope scope = loop.scope();
        room = content.graph().fingerprint(0);
        for (int hunter = 1; hunter <= hunters; hunter++) {
            Id128 id = TestWorld.id(hunter);
            int slot = scope.slots.findOrAdd(0, id.high(), id.low());
            HunterSlot.arrive(scope.slots.memory(), scope.slots.offset(slot), room, 0);
            scope.sessions.put(hunter, slot, 0, Long.MAX_VALUE, 0);
        }
        frame = arena.allocate(DigFrame.BYTES);
        FrameHeader.begin(frame, 0, FrameType.DIG, DigFrame.BYTES);
        hunt.id().write(frame, FrameHeader.HUNT);
        frame.set(Layouts.I16, FrameHeader.LINK, (short) link);
        frame.set(Layouts.I32, FrameHeader.EPOCH, 1);
        address(1);
    }

    /// The room in which the hunters stand.
    long room() {
        return room;
    }

    /// Has the frame come from a hunter.
    void address(int hunter) {
        TestWorld.id(hunter).write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, FrameHeader.SESSION, hunter);
    }

    /// Makes the frame a dig.
    MemorySegment dig(long sequence, int spot, long correlation) {
        frame.set(Layouts.I64, FrameHeader.CORRELATION, correlation);
        frame.set(Layouts.I64, DigFrame.ROOM, room);
        frame.set(Layouts.I64, DigFrame.SITE, 0);
        frame.set(Layouts.I32, DigFrame.SPOT, spot);
        frame.set(Layouts.I64, DigFrame.SEQUENCE, sequence);
        return frame;
    }

    @Override
    public void close() throws IOException {
        if (!loop.stop(CLOSE_MAX)) {
            throw new AssertionError("the loop does not end");
        }
        disks.close();
        tokens.close();
        journal.close();
        loop.close();
        content.close();
        arena.close();
    }
}
