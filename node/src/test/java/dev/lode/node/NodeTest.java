package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.Memory;
import dev.lode.base.memory.OffHeap;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.pack.SecretFile;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.transport.LocalLinks;
import dev.lode.wire.AdminReplyFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole node with its atlas: an operator creates and opens a hunt, hunters play, the node ends
/// and begins again, and the ledger is read from the disk.
class NodeTest {
    @TempDir Path folder;

    private final TokenSigner signer = TokenSigner.generate(TestCluster.ISSUER);
    private final Map<String, Memory.Use> memoryBefore = Memory.byOwner();
    private TestWorld world;
    private Node node;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.build(folder, "world", 3);
        SecretFile.write(secretFile(), world.secret());
        node = open(folder.resolve("data"));
    }

    @AfterEach
    void closeAndGiveAllMemoryBack() throws Exception {
        node.close();
        assertThat(Memory.byOwner()).isEqualTo(memoryBefore);
    }

    private Path secretFile() {
        return folder.resolve("world.secret");
    }

    private Node open(Path data) throws IOException {
        var tokens = new HunterTokens(Issuers.of(TestCluster.ISSUER, signer.publicKey()), 0, 4096);
        return Node.open(new NodeConfig(data, TestSettings.small(), tokens));
    }

    private record Answer(Status status, String text) {}

    private Answer command(String json) {
        return new Operator(node).command(json);
    }

    private String create() {
        return "{\"op\":\"create\",\"pack\":\"%s\",\"secret\":\"%s\"}"
                .formatted(world.pack(), secretFile());
    }

    @Test
    void anOperatorCreatesAndOpensAHuntAndItsWinsOutliveTheNode() throws Exception {
        Answer created = command(create());
        assertThat(created.status()).as(created.text()).isEqualTo(Status.OK);
        assertThat(created.text()).contains("\"state\":\"SEALED\"", "\"name\":\"world\"");
        HuntFacts hunt = node.core().book().hunts().getFirst().facts();

        TestEdge early = edge(hunt, 1, 5);
        assertThat(early.hello(token(1))).isEqualTo(Status.OK);
        assertThat(early.enter(world.room(0), 0)).isEqualTo(Status.OK);
        assertThat(early.dig(world.room(0), 0, 0)).isEqualTo(Status.CLOSED);

        assertThat(command("{\"op\":\"state\",\"hunt\":\"world\",\"state\":\"OPEN\"}").text())
                .contains("\"state\":\"OPEN\"");
        while (early.dig(world.room(0), 0, 0) == Status.CLOSED) {
            Thread.onSpinWait(); // the loop hears of it within a moment
        }
        byte[] ticket = early.find().ticket();
        Id128 claimId = TestWorld.id(4);
        assertThat(early.claim(ticket, claimId, System.currentTimeMillis()).result())
                .isEqualTo(ClaimResult.WON);
        assertThat(command("{\"op\":\"ledger\",\"hunt\":\"world\"}").text()).contains("\"wins\":1");
        early.close();

        node.close();
        List<LedgerReader.HuntLedger> ledgers = LedgerReader.read(folder.resolve("data"));
        assertThat(ledgers).hasSize(2).allMatch(ledger -> ledger.hunt().equals(hunt.id()));
        assertThat(ledgers)
                .flatExtracting(LedgerReader.HuntLedger::wins)
                .singleElement()
                .satisfies(win -> assertThat(win.claimId()).isEqualTo(claimId));

        node = open(folder.resolve("data"));
        HuntFacts again = node.core().book().hunts().getFirst().facts();
        TestEdge late = edge(again, 1, 6);
        assertThat(late.hello(token(1))).isEqualTo(Status.OK);
        assertThat(late.place()).isEqualTo("r0/0");
        assertThat(late.claim(ticket, claimId, System.currentTimeMillis()).result())
                .isEqualTo(ClaimResult.WON);
        late.close();
    }

    @Test
    void aCommandThatCannotBeCarriedOutSaysWhy() throws Exception {
        assertThat(command("{\"op\":\"state\",\"hunt\":\"no\",\"state\":\"OPEN\"}"))
                .isEqualTo(new Answer(Status.NO_HUNT, "no hunt has the name no"));
        assertThat(command("{").status()).isEqualTo(Status.MALFORMED);
        assertThat(command("{\"op\":\"fly\"}").text())
                .isEqualTo("'op' is one of create, state, add, slice, list, ledger");
        Answer missing =
                command("{\"op\":\"create\",\"pack\":\"/no/such.lode\",\"secret\":\"/no\"}");
        assertThat(missing.status()).isEqualTo(Status.MALFORMED);
        assertThat(missing.text()).contains("/no/such.lode");

        byte[] bytes = Files.readAllBytes(world.pack());
        Path damaged = folder.resolve("damaged.lode");
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 100));
        Answer broken =
                command(
                        "{\"op\":\"create\",\"pack\":\"%s\",\"secret\":\"%s\"}"
                                .formatted(damaged, secretFile()));
        assertThat(broken.status()).isEqualTo(Status.MALFORMED);
        assertThat(broken.text()).contains("damaged.lode");

        assertThat(command(create()).status()).isEqualTo(Status.OK);
        assertThat(command(create()).status()).isEqualTo(Status.WRONG_STATE);
        assertThat(command("{\"op\":\"list\"}").text()).contains("\"name\":\"world\"");
    }

    private TestEdge edge(HuntFacts hunt, int hunter, long session) {
        var edge =
                new TestEdge(
                        hunt,
                        node.edgeView().view().table(),
                        _ -> 0,
                        TestCluster.hunter(hunter),
                        session);
        edge.connect(0, node.endpoint(), null);
        return edge;
    }

    private String token(int hunter) {
        return signer.sign(
                "hunter-" + hunter, System.currentTimeMillis() + 3_600_000, Optional.empty());
    }

    /// Sends one command after the other.
    private static final class Operator implements Endpoint {
        private final OffHeap account = OffHeap.of("test.operator");
        private final Thread owner = Thread.currentThread();
        private final Inbox inbox =
                new Inbox(new FrameRing(account, 1 << 20), () -> LockSupport.unpark(owner));
        private final Link link;

        Operator(Node node) {
            link = LocalLinks.connect(this, node.endpoint()).toSecond();
        }

        Answer command(String json) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            int length = TextFrame.BYTES + bytes.length;
            MemorySegment frame = MemorySegment.ofArray(new byte[length]);
            FrameHeader.begin(frame, 0, FrameType.ADMIN, length);
            frame.set(Layouts.I64, TextFrame.TEXT_LENGTH, bytes.length);
            MemorySegment.copy(bytes, 0, frame, Layouts.I8, TextFrame.BYTES, bytes.length);
            assertThat(link.send(frame, 0, length)).isTrue();
            Answer[] answer = new Answer[1];
            while (answer[0] == null) {
                inbox.drain(
                        (memory, offset, size) ->
                                answer[0] =
                                        new Answer(
                                                FrameHeader.status(memory, offset),
                                                new String(
                                                        memory.asSlice(
                                                                        offset
                                                                                + AdminReplyFrame
                                                                                        .BYTES,
                                                                        size
                                                                                - AdminReplyFrame
                                                                                        .BYTES)
                                                                .toArray(Layouts.I8),
                                                        StandardCharsets.UTF_8)),
                        1);
                if (answer[0] == null && inbox.park()) {
                    LockSupport.park();
                }
                inbox.unpark();
            }
            link.close();
            account.close();
            return answer[0];
        }

        @Override
        public int attach(Link toPeer) {
            return 1;
        }

        @Override
        public void detach(int number) {
            // One command, one link.
        }

        @Override
        public Inbox inboxFor(MemorySegment frame, long offset) {
            return inbox;
        }
    }
}
