package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.wire.FrameType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an edge does about a cluster that is newer than its view: the follower and the feed are the
/// real ones.
class EdgeAtlasTest {
    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aCommandIsAnsweredWhenThisEdgeHasSeenIt() throws Exception {
        edge.start();
        edge.node().trap =
                (node, frame) -> {
                    if (frame.type() == FrameType.ADMIN) {
                        node.answersSpeakOf = edge.atlas.create("moon");
                    }
                    return false;
                };
        HttpResponse<String> answer =
                edge.http.send(
                        HttpRequest.newBuilder(at("/v1/admin/hunts"))
                                .header("authorization", "Bearer " + EdgeUnderTest.ADMIN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(edge.atlas.follower.view().hunt("moon")).as("when it was answered").isPresent();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(edge.connect().ask(hello("moon"))).contains("\"welcome\"");
    }

    @Test
    void aCommandIsAnsweredAllTheSameWhereTheEdgeCannotCatchUp() throws Exception {
        edge.with(EdgeKnobs.REQUEST_DEADLINE, Duration.ofMillis(50)).start();
        edge.node().answersSpeakOf = 1000;
        HttpResponse<String> answer =
                edge.http.send(
                        HttpRequest.newBuilder(at("/v1/admin/hunts"))
                                .header("authorization", "Bearer " + EdgeUnderTest.ADMIN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("{\"did\":{\"op\":\"list\"}}");
    }

    @Test
    void aHuntThatIsNewElsewhereIsAskedForBeforeItIsRefused() throws Exception {
        edge.start();
        edge.atlas.create("moon");
        assertThat(edge.connect().ask(hello("moon"))).contains("\"welcome\"");
        edge.atlas.create("mars");
        assertThat(
                        edge.http
                                .send(
                                        HttpRequest.newBuilder(at("/v1/hunts/mars")).build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whereTheAtlasIsSilentAnUnknownHuntMeansComeBack() throws Exception {
        edge.with(EdgeKnobs.REQUEST_DEADLINE, Duration.ofMillis(50)).start();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.ATLAS_PULL;
        Player ada = edge.connect();

        assertThat(ada.ask(hello("moon")))
                .contains("\"reason\":\"UNAVAILABLE\"", "\"temporary\":true");
        assertThat(ada.closeCode()).isEqualTo(4004);
    }

    @Test
    void whoAsksForAHuntThatIsNotThereIsToldToStop() throws Exception {
        edge.start();
        Player ada = edge.connect();
        assertThat(ada.ask(hello("moon"))).contains("\"reason\":\"NO_HUNT\"");
        assertThat(ada.closeCode()).isEqualTo(4501);
        assertThat(edge.node().pulls).as("it was asked for").hasPositiveValue();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + edge.address().getPort() + path);
    }

    private static String hello(String hunt) {
        return EdgeUnderTest.hello("ada").replace("'world'", "'" + hunt + "'");
    }
}
