package dev.lode.node.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.claim.Claim;
import dev.lode.game.claim.ClaimDecision;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.node.TestWorld;
import dev.lode.node.claim.ClaimEntry.HuntStanding;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.view.HuntFacts;
import dev.lode.transport.Link;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import dev.lode.wire.SubscribeFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a group's log makes of its entries, and what its feed makes of the wins.
class ClaimMachineTest {
    private static final int GROUP = 1;
    private static final long ROOM = 0x1234_5678_9ABC_DEF0L;

    @TempDir Path folder;

    private final Peers peers = new Peers();
    private final OffHeap account = OffHeap.of("test");
    private final List<MemorySegment> frames = new ArrayList<>();
    private boolean hasRoom = true;
    private HuntFacts hunt;
    private EventFeed feed;
    private ClaimMachine machine;
    private long index;
    private int link;

    private final class Edge implements Link {
        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            if (hasRoom) {
                byte[] bytes = frame.asSlice(offset, length).toArray(Layouts.I8);
                frames.add(MemorySegment.ofArray(bytes));
            }
            return hasRoom;
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

    @BeforeEach
    void open() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        hunt = world.facts(1, TestWorld.FAST, GROUP);
        var shelf = new HuntShelf();
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt, null))));
        link = peers.attach(new Edge());
        var config = new ClaimConfig(1 << 20, 16, 4, 16, 20, 1000, 200, 5_000_000, 512, 100);
        var desks = new ClaimDesks(shelf);
        desks.refresh();
        feed = new EventFeed(GROUP, config, peers, desks, account);
        machine = new ClaimMachine(GROUP, feed::won);
        feed.read(machine);
    }

    @AfterEach
    void close() {
        account.close();
    }

    private void state(HuntState state, long version) {
        var standing = new HuntStanding(hunt.id(), version, state, hunt.rules());
        apply(ClaimEntry.state(standing, 1_000));
    }

    private ClaimLedger ledger(ClaimMachine of) {
        return Objects.requireNonNull(of.ledger(hunt.id()));
    }

    private void apply(byte[] entry) {
        machine.apply(++index, 1, MemorySegment.ofArray(entry));
    }

    private static Claim claim(int hunter, long cell, int claimId, int stock) {
        return new Claim(
                TestWorld.id(hunter), cell, TestWorld.id(claimId), ROOM, 0, stock, 900, 950);
    }

    private List<ClaimDecision> claims(Claim... claims) {
        var entry = new ClaimEntry(claims.length);
        for (Claim claim : claims) {
            entry.add(hunt.id(), claim);
        }
        apply(entry.take(1_000));
        return List.copyOf(machine.decisions());
    }

    @Test
    void oneEntryMayHoldTheSameClaimTwiceAndManyForOneKey() {
        state(HuntState.OPEN, 1);
        List<ClaimDecision> decisions =
                claims(
                        claim(1, 7, 100, 1),
                        claim(1, 7, 100, 1),
                        claim(1, 7, 101, 1),
                        claim(2, 7, 102, 1),
                        claim(2, 8, 103, 2),
                        claim(3, 8, 104, 2),
                        claim(4, 8, 105, 2));
        assertThat(decisions)
                .extracting(decision -> decision.getClass().getSimpleName())
                .containsExactly("Won", "Won", "AlreadyYours", "Lost", "Won", "Won", "Lost");
        assertThat(ledger(machine).wins())
                .extracting(win -> win.index() + "/" + win.ordinal() + "/" + win.n())
                .containsExactly("2/0/1", "2/4/2", "2/5/3");
    }

    @Test
    void aRestoreOverrulesWhatTheLogSaidOfAHuntAndKeepsItsWins() {
        state(HuntState.OPEN, 3);
        claims(claim(1, 7, 1, 1));
        assertThat(machine.versions()).containsEntry(hunt.id(), 3L);
        machine.overrule(hunt.id(), 4, HuntState.FROZEN);
        assertThat(claims(claim(2, 8, 2, 1)).getFirst()).isInstanceOf(ClaimDecision.Closed.class);
        state(HuntState.OPEN, 4); // of the old cluster, late
        assertThat(machine.isOpen(hunt.id())).isFalse();
        state(HuntState.OPEN, 5);
        assertThat(claims(claim(2, 8, 2, 1)).getFirst()).isInstanceOf(ClaimDecision.Won.class);
        assertThat(ledger(machine).wins()).hasSize(2);
    }

    @Test
    void aStateCountsFromItsEntryOnAndAnOlderOneChangesNothing() {
        assertThat(claims(claim(1, 7, 1, 1)).getFirst()).isInstanceOf(ClaimDecision.Closed.class);
        state(HuntState.OPEN, 5);
        state(HuntState.PAUSED, 6);
        assertThat(claims(claim(1, 7, 1, 1)).getFirst()).isInstanceOf(ClaimDecision.Closed.class);
        state(HuntState.OPEN, 5);
        assertThat(claims(claim(1, 7, 1, 1)).getFirst()).isInstanceOf(ClaimDecision.Closed.class);
        state(HuntState.OPEN, 7);
        assertThat(claims(claim(1, 7, 1, 1)).getFirst()).isInstanceOf(ClaimDecision.Won.class);
        state(HuntState.PAUSED, 8);
        assertThat(claims(claim(1, 7, 1, 1)).getFirst())
                .as("what the ledger says is final")
                .isInstanceOf(ClaimDecision.Won.class);
    }

    @Test
    void aSnapshotGivesTheSameStateAndOneOfAnotherGroupIsRefused() throws Exception {
        state(HuntState.OPEN, 3);
        claims(claim(1, 7, 100, 1), claim(2, 8, 101, 2));
        var bytes = new ByteArrayOutputStream();
        machine.save(bytes);
        var second = new ClaimMachine(GROUP, ClaimMachine.WinListener.NONE);
        second.load(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(second.groupMillis()).isEqualTo(machine.groupMillis());
        assertThat(second.version(hunt.id())).isEqualTo(3);
        assertThat(second.isOpen(hunt.id())).isTrue();
        assertThat(ledger(second).chain()).isEqualTo(ledger(machine).chain());
        var again = new ByteArrayOutputStream();
        second.save(again);
        assertThat(again.toByteArray()).isEqualTo(bytes.toByteArray());

        var other = new ClaimMachine(GROUP + 1, ClaimMachine.WinListener.NONE);
        assertThatThrownBy(() -> other.load(new ByteArrayInputStream(bytes.toByteArray())))
                .hasMessageContaining("claim group 2");
    }

    @Test
    void anEntryThatIsNoneOfOursIsRefusedNotGuessedAt() {
        assertThatThrownBy(() -> apply(new byte[20])).hasMessageContaining("20 bytes");
        byte[] entry = new ClaimEntry(1).take(0);
        entry[4] = 9;
        assertThatThrownBy(() -> apply(entry)).isInstanceOf(IllegalArgumentException.class);
    }

    private Status subscribe(long had) {
        int length = SubscribeFrame.BYTES + SubscribeFrame.PAIR_BYTES;
        MemorySegment frame = MemorySegment.ofArray(new byte[length]);
        FrameHeader.begin(frame, 0, FrameType.SUBSCRIBE, length);
        hunt.id().write(frame, FrameHeader.HUNT);
        frame.set(Layouts.I16, FrameHeader.LINK, (short) link);
        frame.set(Layouts.I32, SubscribeFrame.COUNT, 1);
        frame.set(Layouts.I64, SubscribeFrame.BYTES, ROOM);
        frame.set(Layouts.I64, SubscribeFrame.BYTES + 8, had);
        return feed.subscribe(frame, 0, length);
    }

    /// Hunters in the frames that came, each number held against the one before.
    private List<Id128> heard(long from) {
        List<Id128> hunters = new ArrayList<>();
        long next = from;
        for (MemorySegment frame : frames) {
            assertThat(frame.get(Layouts.I64, EventsFrame.FIRST)).isEqualTo(next);
            long at = EventsFrame.BYTES;
            for (int i = 0; i < frame.get(Layouts.I32, EventsFrame.COUNT); i++) {
                hunters.add(Id128.read(frame, at + EventsFrame.RECORD_HUNTER));
                at += EventsFrame.recordBytes(0);
                next++;
            }
            assertThat(at).isEqualTo(frame.byteSize());
        }
        frames.clear();
        return hunters;
    }

    @Test
    void eventsThatTheRingForgotComeFromTheLedgerInFramesOfABoundedLength() {
        state(HuntState.OPEN, 1);
        List<Id128> winners = new ArrayList<>();
        for (int hunter = 1; hunter <= 30; hunter++) {
            claims(claim(hunter, hunter, hunter, 1));
            winners.add(TestWorld.id(hunter));
        }
        assertThat(subscribe(0)).isEqualTo(Status.OK);
        while (!feed.isIdle()) {
            feed.tick();
        }
        assertThat(frames).hasSizeGreaterThan(2);
        assertThat(frames).allMatch(frame -> frame.byteSize() <= 512);
        assertThat(heard(1)).isEqualTo(winners);
    }

    @Test
    void aCursorWithNothingNewIsToldTheHeadAndHearsWhatComes() {
        state(HuntState.OPEN, 1);
        claims(claim(1, 1, 1, 1), claim(2, 2, 2, 1));
        assertThat(subscribe(SubscribeFrame.NEWEST)).isEqualTo(Status.OK);
        feed.tick();
        assertThat(frames.getFirst().get(Layouts.I64, EventsFrame.HEAD)).isEqualTo(2);
        assertThat(heard(3)).isEmpty();
        claims(claim(3, 3, 3, 1));
        feed.tick();
        assertThat(heard(3)).containsExactly(TestWorld.id(3));
        feed.tick();
        assertThat(frames).isEmpty();
    }

    @Test
    void whatAPeerHasNoRoomForIsSentLaterAndALostFrameAgainOnDemand() {
        state(HuntState.OPEN, 1);
        assertThat(subscribe(0)).isEqualTo(Status.OK);
        feed.tick();
        frames.clear();
        hasRoom = false;
        claims(claim(1, 1, 1, 1));
        feed.tick();
        assertThat(feed.isIdle()).isFalse();
        hasRoom = true;
        feed.tick();
        assertThat(feed.isIdle()).isTrue();
        assertThat(heard(1)).containsExactly(TestWorld.id(1));
        assertThat(subscribe(0)).isEqualTo(Status.OK);
        feed.tick();
        assertThat(heard(1)).containsExactly(TestWorld.id(1));
        feed.detach(link);
        claims(claim(2, 2, 2, 1));
        feed.tick();
        assertThat(frames).isEmpty();
    }
}
