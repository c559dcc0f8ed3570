package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.router.Fingerprint;
import dev.lode.wire.FrameType;
import dev.lode.wire.SubscribeFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Events of rooms on their way to sessions: complete, in order, once, and from where one left off.
class EdgeEventsTest {
    private static final long ROOM = Fingerprint.room("world", "fr-11");
    private static final long OTHER = Fingerprint.room("world", "fr-12");
    private static final Id128 WINNER = new Id128(3, 4);
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void everybodyInTheRoomHearsOfAWinInOneShape() throws Exception {
        edge.start();
        Player ada = inRoom("ada", "fr-11");
        Player bob = inRoom("bob", "fr-11");
        Player eve = inRoom("eve", "fr-12");
        win(ROOM, "crown");

        String event =
                "{\"events\":{\"room\":\"fr-11\",\"list\":[{\"n\":1,\"hunter\":\""
                        + WINNER
                        + "\",\"cell\":\"fr-11/3/17\",\"prize\":\"crown\",\"remaining\":2,"
                        + "\"points\":100,\"at_ms\":1700000000000}],\"from\":1,\"to\":1}}";
        assertThat(ada.hear()).isEqualTo(event);
        assertThat(bob.hear()).isEqualTo(event);
        assertThat(eve.ask("{'id':9,'ping':{}}")).contains("pong");
    }

    @Test
    void manyWinsOfOneTickAreOneFrame() throws Exception {
        edge.with(EdgeKnobs.TICK, Duration.ofMillis(500)).start();
        Player ada = inRoom("ada", "fr-11");
        Player bob = inRoom("bob", "fr-12");
        win(ROOM, "a");
        win(ROOM, "b", "c");
        win(OTHER, "d");

        assertThat(bob.hear()).contains("\"room\":\"fr-12\"");
        assertThat(ada.hear()).contains("\"from\":1,\"to\":3}}").contains("\"prize\":\"b\"");
    }

    @Test
    void whoWatchesARoomHearsOfItUntilNobodyDoes() throws Exception {
        edge.start();
        Player ada = edge.join("ada");
        assertThat(ada.ask("{'id':2,'watch':{'rooms':['fr-11','fr-12']}}"))
                .isEqualTo("{\"id\":2,\"ok\":{\"watching\":[\"fr-11\",\"fr-12\"]}}");
        win(OTHER, "a");
        assertThat(numbers(ada.hear())).containsExactly(1L);
        ada.socket().sendClose(1000, "").join();
        edge.node().await(FrameType.UNSUBSCRIBE);
        edge.node().await(FrameType.UNSUBSCRIBE);
        assertThat(edge.server().status().rooms()).isZero();
    }

    @Test
    void whoMovesOnHearsOfTheNewRoomAlone() throws Exception {
        edge.start();
        Player ada = inRoom("ada", "fr-11");
        ada.ask("{'id':3,'move':{'to':'fr-12/0'}}");
        edge.node().await(FrameType.UNSUBSCRIBE);
        win(ROOM, "a");
        win(OTHER, "b");

        assertThat(ada.hear()).contains("\"room\":\"fr-12\"").contains("\"prize\":\"b\"");
    }

    @Test
    void aLostEventIsAskedForAgain() throws Exception {
        edge.with(EdgeKnobs.REFRESH, Duration.ofSeconds(60)).start();
        Player ada = inRoom("ada", "fr-11");
        edge.node().events.areLost = true;
        win(ROOM, "a");
        winIsStored(ROOM);
        edge.node().events.areLost = false;
        win(ROOM, "b");

        var heard = new ArrayList<Long>();
        while (heard.size() < 2) {
            heard.addAll(numbers(ada.hear()));
        }
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void eventsThatComeAgainAreNotHeardAgain() throws Exception {
        edge.start();
        Player ada = inRoom("ada", "fr-11");
        win(ROOM, "a");
        assertThat(numbers(ada.hear())).containsExactly(1L);
        edge.node().events.comeAgain = true;
        win(ROOM, "b");
        assertThat(numbers(ada.hear())).containsExactly(2L);
    }

    @Test
    void aLostLastEventIsFoundByTheRefresh() throws Exception {
        edge.with(EdgeKnobs.REFRESH, Duration.ofMillis(30)).start();
        Player ada = inRoom("ada", "fr-11");
        edge.node().events.areLost = true;
        win(ROOM, "a");

        assertThat(numbers(ada.hear())).containsExactly(1L);
    }

    @Test
    void aResumedSessionGetsWhatItMissedAndTheOthersGetNothingTwice() throws Exception {
        edge.with(EdgeKnobs.REFRESH, Duration.ofSeconds(60)).start();
        Player ada = edge.connect();
        String session = Player.sessionIn(ada.ask(EdgeUnderTest.hello("ada")));
        ada.ask("{'id':2,'enter':{'to':'fr-11/3'}}");
        Player bob = inRoom("bob", "fr-11");
        win(ROOM, "a");
        ada.hear();
        bob.hear();
        ada.close();
        win(ROOM, "b", "c");
        assertThat(numbers(bob.hear())).containsExactly(2L, 3L);

        Player again = edge.connect();
        again.ask("{'id':3,'hello':{'resume':'" + session + "','rooms':{'fr-11':1,'fr-12':0}}}");
        assertThat(numbers(again.hear())).containsExactly(2L, 3L);
        win(ROOM, "d");
        assertThat(numbers(again.hear())).containsExactly(4L);
        assertThat(numbers(bob.hear())).containsExactly(4L);
        win(OTHER, "e");
        assertThat(again.hear()).contains("\"room\":\"fr-12\"");
    }

    @Test
    void whoComesLaterHearsOnlyWhatFollows() throws Exception {
        edge.start();
        Player ada = inRoom("ada", "fr-11");
        win(ROOM, "a");
        ada.hear();
        Player bob = inRoom("bob", "fr-11");
        win(ROOM, "b");

        assertThat(numbers(bob.hear())).containsExactly(2L);
        assertThat(numbers(ada.hear())).containsExactly(2L);
    }

    @Test
    void anEnterIsAnsweredWhenEverythingAfterItIsHeard() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(10)).start();
        Player ada = edge.join("ada");
        AtomicBoolean lost = subscriptionsAreLost();
        ada.say("{'id':2,'enter':{'to':'fr-11/3'}}");
        edge.node().await(FrameType.SUBSCRIBE);
        assertThat(ada.ask("{'id':9,'ping':{}}")).as("the enter is not answered").contains("pong");
        win(ROOM, "a");
        winIsStored(ROOM);
        lost.set(false);
        assertThat(ada.hear()).contains("\"id\":2,").contains("\"place\"");
        win(ROOM, "b");
        assertThat(numbers(ada.hear())).containsExactly(2L);
    }

    @Test
    void aWatchIsAnsweredWhenEveryRoomIsHeard() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(10)).start();
        Player ada = edge.join("ada");
        AtomicBoolean lost = subscriptionsAreLost();
        ada.say("{'id':2,'watch':{'rooms':['fr-11','fr-12']}}");
        edge.node().await(FrameType.SUBSCRIBE);
        assertThat(ada.ask("{'id':9,'ping':{}}")).contains("pong");
        lost.set(false);
        assertThat(ada.hear()).contains("\"watching\":[\"fr-11\",\"fr-12\"]");
        win(OTHER, "a");
        assertThat(numbers(ada.hear())).containsExactly(1L);
    }

    @Test
    void aWelcomeIntoARoomWaitsUntilItIsHeard() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(10)).start();
        inRoom("ada", "fr-11").close();
        edge.node().await(FrameType.UNSUBSCRIBE);
        AtomicBoolean lost = subscriptionsAreLost();
        Player again = edge.connect();
        again.say(EdgeUnderTest.hello("ada"));
        edge.node().await(FrameType.SUBSCRIBE);
        assertThat(again.ask("{'id':9,'ping':{}}")).as("not welcomed yet").contains("pong");
        lost.set(false);
        assertThat(again.hear()).contains("\"welcome\"");
        win(ROOM, "a");
        assertThat(numbers(again.hear())).containsExactly(1L);
    }

    @Test
    void aRoomThatCannotBeHeardIsNoPlaceToBe() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(10))
                .with(EdgeKnobs.REQUEST_DEADLINE, Duration.ofMillis(60))
                .start();
        Player ada = edge.join("ada");
        AtomicBoolean lost = subscriptionsAreLost();
        assertThat(ada.ask("{'id':2,'enter':{'to':'fr-11/3'}}"))
                .contains("\"id\":2,", "\"reason\":\"TIMEOUT\"", "\"temporary\":true");
        Player other = edge.connect();
        assertThat(other.ask(EdgeUnderTest.hello("ada"))).contains("\"reason\":\"TIMEOUT\"");
        assertThat(other.closeCode()).isEqualTo(4004);
        lost.set(false);
        String answer = ada.ask("{'id':2,'enter':{'to':'fr-11/3'}}");
        while (answer.contains("TIMEOUT")) {
            answer = ada.ask("{'id':2,'enter':{'to':'fr-11/3'}}");
        }
        assertThat(answer).contains("\"place\"");
    }

    @Test
    void aRoomThatWasLeftHoldsNoAnswerBack() throws Exception {
        edge.start();
        Player ada = edge.join("ada");
        edge.node().trap =
                (_, frame) ->
                        frame.type() == FrameType.SUBSCRIBE
                                && frame.frame().get(Layouts.I64, SubscribeFrame.BYTES) == ROOM;
        ada.say("{'id':2,'enter':{'to':'fr-11/3'}}");
        edge.node().await(FrameType.SUBSCRIBE);
        ada.say("{'id':3,'enter':{'to':'fr-12/3'}}");
        assertThat(List.of(ada.hear(), ada.hear()))
                .anyMatch(text -> text.contains("\"id\":2,") && text.contains("\"place\""))
                .anyMatch(text -> text.contains("\"id\":3,") && text.contains("\"place\""));
    }

    @Test
    void anEventThatComesAgainBehindANewOneIsHeardOnce() throws Exception {
        edge.start();
        Player ada = inRoom("ada", "fr-11");
        win(ROOM, "a", "b");
        assertThat(numbers(ada.hear())).containsExactly(1L, 2L);
        edge.node().tell(ROOM, 1, 1);
        edge.node().tell(ROOM, 1, 2);
        win(ROOM, "c");
        assertThat(numbers(ada.hear())).containsExactly(3L);
    }

    @Test
    void anEventFromBeyondAGapWaitsForWhatIsMissing() throws Exception {
        edge.with(EdgeKnobs.REFRESH, Duration.ofSeconds(60)).start();
        Player ada = inRoom("ada", "fr-11");
        edge.node().events.areLost = true;
        win(ROOM, "a", "b", "c");
        winIsStored(ROOM);
        edge.node().tell(ROOM, 3, 3);
        assertThat(numbers(ada.hear())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anotherLeaderIsSubscribedWithWhatIsHad() throws Exception {
        edge.with(EdgeKnobs.REFRESH, Duration.ofMillis(30)).start(2);
        Player ada = inRoom("ada", "fr-11");
        win(ROOM, "a");
        ada.hear();
        FakeNode next = edge.nodes.getLast();
        for (String prize : List.of("a", "b")) {
            next.win(FakeAtlas.WORLD.id(), ROOM, event(prize));
        }
        edge.atlas.publish(1);

        assertThat(numbers(ada.hear())).containsExactly(2L);
    }

    private Player inRoom(String subject, String room) {
        Player player = edge.join(subject);
        assertThat(player.ask("{'id':2,'enter':{'to':'" + room + "/3'}}")).contains("\"place\"");
        return player;
    }

    /// From now on the node takes no subscription in, until the test says so.
    private AtomicBoolean subscriptionsAreLost() {
        var lost = new AtomicBoolean(true);
        edge.node().trap = (_, frame) -> frame.type() == FrameType.SUBSCRIBE && lost.get();
        return lost;
    }

    private void win(long room, String... prizes) {
        var events = new FakeEvents.Event[prizes.length];
        for (int i = 0; i < prizes.length; i++) {
            events[i] = event(prizes[i]);
        }
        edge.node().win(FakeAtlas.WORLD.id(), room, events);
    }

    private static FakeEvents.Event event(String prize) {
        return new FakeEvents.Event(
                WINNER,
                CellKey.of(Fingerprint.partition(ROOM), 5, 3, 17),
                prize,
                2,
                1_700_000_000_000L);
    }

    /// Waits until the node has taken the wins in that were told so far.
    private void winIsStored(long room) throws InterruptedException {
        while (edge.node().events.count(room) == 0) {
            Thread.onSpinWait();
        }
    }

    private static List<Long> numbers(String text) {
        return NUMBER.matcher(text).results().map(found -> Long.parseLong(found.group(1))).toList();
    }
}
