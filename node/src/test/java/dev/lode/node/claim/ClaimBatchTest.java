package dev.lode.node.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.consensus.SoloConfig;
import dev.lode.consensus.SoloGroup;
import dev.lode.game.claim.Win;
import dev.lode.game.proof.Tickets;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.store.StoreConfig;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.transport.Link;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.VerdictFrame;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Claims that wait when the loop begins go into one log entry, and each is answered as it was
/// decided.
class ClaimBatchTest {
    private static final int GROUP = 1;
    private static final int CLAIMS = 20;
    private static final int STOCK_SPOT = 1;
    private static final long NOW = 1_800_000_000_000L;

    @TempDir Path folder;

    private static final class Answers implements Link {
        final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            return frames.add(frame.asSlice(offset, length).toArray(Layouts.I8));
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

    private static MemorySegment claim(HuntFacts hunt, long cell, int hunter, int link) {
        var tickets = new Tickets(hunt.id(), hunt.keys().ticketKeys(), 1);
        MemorySegment frame = MemorySegment.ofArray(new byte[ClaimFrame.BYTES]);
        FrameHeader.begin(frame, 0, FrameType.CLAIM, ClaimFrame.BYTES);
        hunt.id().write(frame, FrameHeader.HUNT);
        Id128 id = TestWorld.id(hunter);
        id.write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, hunter);
        frame.set(Layouts.I16, FrameHeader.LINK, (short) link);
        frame.set(Layouts.I32, ClaimFrame.GROUP, GROUP);
        frame.set(Layouts.I64, ClaimFrame.RECEIPT, NOW);
        TestWorld.id(1_000 + hunter).write(frame, ClaimFrame.CLAIM_ID);
        tickets.issue(frame, ClaimFrame.TICKET, id.high(), id.low(), cell, 3, 1, NOW);
        return frame;
    }

    @Test
    void everyClaimOfOneEntryHearsItsOwnDecision() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, GROUP);
        Settings settings = TestSettings.small();
        var shelf = new HuntShelf();
        var answers = new Answers();
        var peers = new Peers();
        int link = peers.attach(answers);
        try (HuntContent content =
                        HuntContent.open(
                                world.pack(), hunt, StoreConfig.of(settings), new Epochs());
                Wal wal = Wal.open(folder.resolve("wal"), WalConfig.of(settings))) {
            shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt, content))));
            var loop = new ClaimLoop(GROUP, ClaimConfig.of(settings), shelf, peers, () -> NOW);
            var raft =
                    SoloGroup.open(
                            GROUP,
                            wal,
                            folder.resolve("snapshots"),
                            loop.machine(),
                            loop,
                            SoloConfig.of(settings));
            long cell = content.prizes().cells()[STOCK_SPOT];
            for (int hunter = 1; hunter <= CLAIMS; hunter++) {
                MemorySegment frame = claim(hunt, cell, hunter, link);
                assertThat(loop.inbox().offer(frame, 0, ClaimFrame.BYTES, link)).isTrue();
            }
            loop.start(raft);
            Map<Long, ClaimResult> results = new HashMap<>();
            Map<Long, Integer> remaining = new HashMap<>();
            for (int i = 0; i < CLAIMS; i++) {
                byte[] frame = answers.frames.poll(1, TimeUnit.MINUTES);
                assertThat(frame).as("answer %s", i).isNotNull();
                MemorySegment answer = MemorySegment.ofArray(frame);
                long hunter = FrameHeader.correlation(answer, 0);
                results.put(hunter, ClaimResult.of(answer.get(Layouts.I8, VerdictFrame.RESULT)));
                remaining.put(hunter, answer.get(Layouts.I32, VerdictFrame.REMAINING));
                assertThat(FrameHeader.hunter(answer, 0)).isEqualTo(TestWorld.id(hunter));
            }
            List<Win> wins =
                    loop.ask(hunt.id(), ledger -> List.copyOf(ledger.wins()), List.<Win>of()).get();
            assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
            raft.close();
            loop.close();

            assertThat(wins).extracting(Win::index).containsOnly(2L);
            assertThat(wins)
                    .extracting(Win::hunter)
                    .containsExactly(TestWorld.id(1), TestWorld.id(2), TestWorld.id(3));
            results.forEach((hunter, result) ->
                    assertThat(result).isEqualTo(hunter <= 3 ? ClaimResult.WON : ClaimResult.LOST));
            assertThat(remaining).containsEntry(1L, 2).containsEntry(2L, 1).containsEntry(3L, 0);
        }
    }
}
