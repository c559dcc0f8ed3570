package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.router.Fingerprint;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every operation of lode.v1.json through a real WebSocket, and the shape of its answer.
class EdgePlayTest {
    private final EdgeUnderTest edge = new EdgeUnderTest();

    @BeforeEach
    void start() throws Exception {
        edge.start();
        edge.node()
                .blobs
                .put("fr-11/3/17", "{\"name\":\"Meaux\"}".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    @Test
    void aHelloIsWelcomed() {
        String welcome = edge.connect().ask(EdgeUnderTest.hello("ada"));

        assertThat(Player.sessionIn(welcome)).hasSize(86);
        assertThat(welcome.replace(Player.sessionIn(welcome), "S"))
                .isEqualTo(
                        "{\"id\":1,\"ok\":{\"welcome\":{\"session\":\"S\",\"hunter\":\""
                                + EdgeUnderTest.hunter("ada")
                                + "\",\"hunt\":\"world\",\"state\":\"OPEN\",\"ping_ms\":20000,"
                                + "\"limits\":{\"frame_bytes\":16384,\"in_flight\":16,"
                                + "\"messages_per_second\":50,\"rooms\":64},\"place\":null}}}");
    }

    @Test
    void aHelloGoesToTheHuntersHomeWithItsToken() throws Exception {
        edge.hunter();

        FakeNode.Heard hello = edge.node().await(FrameType.HELLO);
        long fingerprint = Fingerprint.hunter("world", EdgeUnderTest.hunter("ada"));
        assertThat(hello.partition()).isEqualTo(Fingerprint.partition(fingerprint));
        assertThat(hello.epoch()).isEqualTo(1);
        assertThat(FrameHeader.hunter(hello.frame(), 0)).isEqualTo(EdgeUnderTest.hunter("ada"));
        assertThat(FrameHeader.hunt(hello.frame(), 0)).isEqualTo(FakeAtlas.WORLD.id());
    }

    @Test
    void anEnterAnswersThePlace() {
        assertThat(edge.hunter().ask("{'id':2,'enter':{'to':'fr-11/3'}}"))
                .isEqualTo(
                        "{\"id\":2,\"ok\":{\"place\":{\"room\":\"fr-11\",\"site\":3,\"visited\":[3],"
                                + "\"cooldown_ms\":0}}}");
    }

    @Test
    void aLookAnswersTheView() {
        assertThat(edge.hunter().ask("{'look':{},'id':3}"))
                .isEqualTo("{\"id\":3,\"ok\":{\"view\":{\"room\":\"fr-11\",\"cells\":[17]}}}");
    }

    @Test
    void aDigAnswersBlobTicketAndPass() {
        String find = edge.hunter().ask("{'id':4,'dig':{'cell':'fr-11/3/17'}}");

        assertThat(find)
                .startsWith(
                        "{\"id\":4,\"ok\":{\"cell\":\"fr-11/3/17\",\"found\": true,\"ticket\":\"AQ")
                .endsWith(
                        "\",\"pass\":\""
                                + "A".repeat(43)
                                + "\",\"cooldown_ms\":200,\"blob\":"
                                + "{\"name\":\"Meaux\"}}}");
        assertThat(find.replaceAll(".*\"ticket\":\"([^\"]*)\".*", "$1")).hasSize(64);
    }

    @Test
    void aRefusalCarriesStatusAndTimeToRetry() {
        edge.node().trap =
                (node, request) -> {
                    if (request.type() != FrameType.DIG) {
                        return false;
                    }
                    node.refuse(request, Status.COOLDOWN, 800);
                    return true;
                };
        assertThat(edge.hunter().ask("{'id':5,'dig':{'cell':'fr-11/3/17'}}"))
                .isEqualTo(
                        "{\"id\":5,\"error\":{\"code\":429,\"reason\":\"COOLDOWN\",\"retry_ms\":800,"
                                + "\"temporary\":true,\"detail\":\"The cooldown after your last dig is"
                                + " not over.\"}}");
    }

    @Test
    void aClaimGoesToTheLeaderOfTheCellsGroupAndIsAnswered() throws Exception {
        Player ada = edge.hunter();
        String find = ada.ask("{'id':4,'dig':{'cell':'fr-11/3/17'}}");
        String ticket = find.replaceAll(".*\"ticket\":\"([^\"]*)\".*", "$1");
        String claimId = "00112233445566778899aabbccddeeff";

        String claim = "{'id':5,'claim':{'ticket':'" + ticket + "','claim_id':'" + claimId + "'}}";
        assertThat(ada.ask(claim))
                .isEqualTo(
                        "{\"id\":5,\"ok\":{\"claim\":{\"result\":\"WON\",\"prize\":\"gold-crown\","
                                + "\"key\":\"key-001\",\"remaining\":0,\"room\":\"fr-11\",\"n\":1,"
                                + "\"index\":42,\"ordinal\":3,\"points\":100}}}");
        FakeNode.Heard first = edge.node().await(FrameType.CLAIM);
        ada.ask(claim.replace("'id':5", "'id':6"));
        FakeNode.Heard second = edge.node().await(FrameType.CLAIM);
        assertThat(first.partition())
                .isEqualTo(Fingerprint.partition(Fingerprint.room("world", "fr-11")));
        assertThat(Id128.read(first.frame(), ClaimFrame.CLAIM_ID)).hasToString(claimId);
        assertThat(second.frame().get(Layouts.I64, ClaimFrame.RECEIPT))
                .as("the receipt of a ticket is its first")
                .isEqualTo(first.frame().get(Layouts.I64, ClaimFrame.RECEIPT));
    }

    @Test
    void aLostClaimIsAnAnswerAndAnExpiredOneAnError() {
        Player ada = edge.hunter();
        String claim =
                "{'id':5,'claim':{'ticket':'"
                        + "A".repeat(64)
                        + "','claim_id':'00112233445566778899aabbccddeeff'}}";
        edge.node().verdict = ClaimResult.LOST;
        assertThat(ada.ask(claim))
                .isEqualTo("{\"id\":5,\"ok\":{\"claim\":{\"result\":\"LOST\",\"remaining\":0}}}");
        edge.node().verdict = ClaimResult.EXPIRED;
        assertThat(ada.ask(claim))
                .startsWith(
                        "{\"id\":5,\"error\":{\"code\":410,\"reason\":\"EXPIRED\",\"temporary\":false");
    }

    @Test
    void aClaimIsPushedToTheHuntersOtherSessionsAlone() {
        Player phone = edge.hunter();
        Player desk = edge.hunter();
        Player bob = edge.join("bob");
        phone.ask(
                "{'id':5,'claim':{'ticket':'"
                        + "A".repeat(64)
                        + "','claim_id':'00112233445566778899aabbccddeeff'}}");

        assertThat(desk.hear())
                .startsWith("{\"claimed\":{\"result\":\"WON\",\"prize\":\"gold-crown\"");
        assertThat(bob.ask("{'id':2,'ping':{}}"))
                .startsWith("{\"id\":2,\"ok\":{\"pong\":{\"at_ms\":");
        assertThat(phone.ask("{'id':6,'ping':{}}")).startsWith("{\"id\":6,");
    }

    @Test
    void unknownOperationsAndMembersAreNamed() {
        Player ada = edge.hunter();
        assertThat(ada.ask("{'id':2,'digg':{}}"))
                .contains("\"reason\":\"MALFORMED\"", "'digg': no operation; there are hello,");
        assertThat(ada.ask("{'id':3,'dig':{'cell':'a/1/2','depth':'3'}}"))
                .contains("\"id\":3,", "'dig.depth': no member of dig; it has cell");
        assertThat(ada.ask("{'id':4,'dig':{'cell':'a/1/2','cell':'a/1/3'}}"))
                .contains("\"id\":4,", "Duplicate");
        assertThat(ada.ask("nonsense")).startsWith("{\"error\":{\"code\":400,");
    }

    @Test
    void aRoomWithAnImpossibleNameIsNoRoom() {
        assertThat(edge.hunter().ask("{'id':2,'enter':{'to':'a\\u0007b/1'}}"))
                .contains("\"reason\":\"NO_ROOM\"");
    }

    @Test
    void theFirstFrameMustBeAHello() {
        Player player = edge.connect();
        assertThat(player.ask("{'id':1,'look':{}}")).contains("the first frame must be a hello");
        assertThat(player.closeCode()).isEqualTo(4500);
    }

    @Test
    void forgedForeignAndExpiredTokensAreRefused() {
        String forged = EdgeUnderTest.token("ada").replaceAll(".{6}$", "AAAAAA");
        assertRefused("world", forged, "BAD_TOKEN", 4501);
        String past = EdgeUnderTest.SIGNER.sign("ada", 1_000_000, Optional.empty());
        assertRefused("world", past, "EXPIRED_TOKEN", 4003);
        String elsewhere = EdgeUnderTest.SIGNER.sign("ada", FakeNode.EXPIRES, Optional.of("moon"));
        assertRefused("world", elsewhere, "BAD_TOKEN", 4501);
        assertRefused("moon", EdgeUnderTest.token("ada"), "NO_HUNT", 4501);
        assertThat(edge.node().heard).as("a refused token costs no node anything").isEmpty();
    }

    private void assertRefused(String hunt, String token, String reason, int closeCode) {
        Player player = edge.connect();
        assertThat(player.ask("{'id':1,'hello':{'hunt':'" + hunt + "','token':'" + token + "'}}"))
                .contains("\"reason\":\"" + reason + "\"");
        assertThat(player.closeCode()).isEqualTo(closeCode);
    }

    @Test
    void aSessionIsResumedByItsProofAndTheOldConnectionIsReplaced() throws Exception {
        Player before = edge.connect();
        String session = Player.sessionIn(before.ask(EdgeUnderTest.hello("ada")));
        before.ask("{'id':2,'enter':{'to':'fr-11/3'}}");
        Player after = edge.connect();

        assertThat(after.ask("{'id':9,'hello':{'resume':'" + session + "','rooms':{}}}"))
                .contains("\"session\":\"" + session + "\"", "\"place\":{\"room\":\"fr-11\"");
        assertThat(before.closeCode()).isEqualTo(4010);
        assertThat(after.ask("{'id':10,'look':{}}")).contains("\"view\"");
    }

    @Test
    void aForgedResumeIsRefusedWhole() {
        Player ada = edge.connect();
        String session = Player.sessionIn(ada.ask(EdgeUnderTest.hello("ada")));
        String forged = session.substring(0, 64) + "A".repeat(22);
        Player thief = edge.connect();

        assertThat(thief.ask("{'id':9,'hello':{'resume':'" + forged + "'}}"))
                .contains("\"reason\":\"BAD_TOKEN\"");
        assertThat(thief.closeCode()).isEqualTo(4501);
    }

    @Test
    void anEndedSessionIsToldToItsHome() throws Exception {
        Player ada = edge.hunter();
        long session = edge.node().await(FrameType.HELLO).session();
        ada.socket().sendClose(1000, "bye").join();

        assertThat(edge.node().await(FrameType.BYE).session()).isEqualTo(session);
        assertThat(ada.closeCode()).isEqualTo(1000);
    }
}
