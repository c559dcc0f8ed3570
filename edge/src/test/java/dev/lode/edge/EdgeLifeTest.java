package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.memory.Memory;
import dev.lode.wire.FrameType;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How an edge starts, by what it reads and writes, and how it goes down.
class EdgeLifeTest {
    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void everyTransportOfTheMachinePlays(String transport) throws Exception {
        Assumptions.assumeTrue(
                switch (transport) {
                    case "io_uring" -> IoUring.isAvailable();
                    case "epoll" -> Epoll.isAvailable();
                    default -> true;
                });
        edge.with(EdgeKnobs.TRANSPORT, transport).with(EdgeKnobs.IO_THREADS, 2L).start();
        assertThat(edge.server().transport()).isEqualTo(transport);
        edge.node().blobs.put("fr-11/3/17", "{}".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 4; i++) {
            Player player = edge.join("hunter-" + i);
            for (int id = 2; id < 20; id++) {
                assertThat(player.ask("{'id':" + id + ",'dig':{'cell':'fr-11/3/17'}}"))
                        .contains("\"id\":" + id + ",", "\"blob\":{}");
            }
        }
        assertThat(edge.server().status().sessions()).isEqualTo(4);
    }

    @Test
    void autoTakesTheBestThatTheMachineHas() throws Exception {
        edge.with(EdgeKnobs.TRANSPORT, "auto").start();
        String best = IoUring.isAvailable() ? "io_uring" : Epoll.isAvailable() ? "epoll" : "nio";
        assertThat(edge.server().transport()).isEqualTo(best);
    }

    @Test
    void aPortInUseIsNamedWithTheRemedy() throws Exception {
        edge.start();
        try (var second = new EdgeUnderTest()) {
            int port = edge.address().getPort();
            assertThatThrownBy(() -> second.with(EdgeKnobs.PORT, (long) port).start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + port)
                    .hasMessageContaining("set edge.port");
        }
    }

    @Test
    void aDrainLetsRequestsEndAndSendsSessionsAway() throws Exception {
        edge.start();
        Player idle = edge.join("idle");
        Player busy = edge.join("busy");
        var held = new CompletableFuture<FakeNode.Heard>();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.LOOK && held.complete(frame);
        busy.say("{'id':2,'look':{}}");
        FakeNode.Heard look = held.join();

        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> edge.server().drain(Duration.ofSeconds(10)));
        assertThat(idle.closeCode()).isEqualTo(4001);
        assertThat(busy.closed).isNotDone();
        assertThat(busy.ask("{'id':3,'look':{}}"))
                .contains("\"id\":3,", "\"reason\":\"UNAVAILABLE\"", "This edge goes down.");
        assertThat(edge.server().isReady()).isFalse();
        edge.node().handle(look);
        assertThat(busy.hear()).contains("\"id\":2,", "view");
        assertThat(busy.closeCode()).isEqualTo(4001);
        assertThat(drained.join()).isTrue();
        assertThatThrownBy(edge::connect).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void aDrainEndsAtItsDeadline() throws Exception {
        edge.start();
        Player busy = edge.join("busy");
        edge.node().trap = (_, frame) -> frame.type() == FrameType.LOOK;
        busy.say("{'id':2,'look':{}}");
        edge.node().await(FrameType.LOOK);
        assertThat(edge.server().drain(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void aClosedEdgeGivesItsMemoryBack() throws Exception {
        long before = Memory.of("edge.inbox").reserved();
        try (var other = new EdgeUnderTest()) {
            other.start();
            other.hunter();
            assertThat(Memory.of("edge.inbox").reserved()).isGreaterThan(before);
        }
        assertThat(Memory.of("edge.inbox").reserved()).isEqualTo(before);
        edge.start();
    }
}
