package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.Memory;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The HTTP side of the edge: what each path answers, and that every failure is a problem document.
class EdgeHttpTest {
    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void healthAndReadinessAreApart() throws Exception {
        edge.startUnknowing(1);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).startsWith("{\"live\":true,\"version\":\"");
        assertProblem(get("/readyz"), 503, "UNAVAILABLE");
        assertProblem(get("/v1/hunts/world"), 503, "UNAVAILABLE");
        edge.atlas.publish(0);
        assertThat(get("/readyz").body()).isEqualTo("{\"ready\":true}");
        edge.node().close();
        assertProblem(get("/readyz"), 503, "UNAVAILABLE");
        edge.nodes.clear();
    }

    @Test
    void huntsAreListedAndShown() throws Exception {
        edge.start();
        String world =
                "{\"name\":\"world\",\"id\":\"00000000000000010000000000000002\","
                        + "\"title\":\"Treasures of the \\\"World\\\"\",\"state\":\"OPEN\"}";
        assertThat(get("/v1/hunts").body()).isEqualTo("{\"hunts\":[" + world + "]}");
        assertThat(get("/v1/hunts/w%6Frld?x=1").body()).isEqualTo(world);
        assertThat(get("/v1/hunts/world").headers().firstValue("content-type"))
                .contains("application/json");
        assertProblem(get("/v1/hunts/moon"), 404, "NO_HUNT");
        assertProblem(get("/v2/hunts"), 404, "NO_PATH");
        assertRaw("GET /v1/hunts/%zz HTTP/1.0\r\n\r\n", 404, "NO_PATH");
    }

    @Test
    void theOperatorIsToldWhatMemoryHolds() throws Exception {
        edge.start();
        assertProblem(get("/metrics"), 401, "NO_TOKEN");
        HttpResponse<String> answer =
                send(
                        "GET",
                        "/metrics",
                        "",
                        Map.of("authorization", "Bearer " + EdgeUnderTest.ADMIN));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        long inbox = Memory.of("edge.inbox").reserved();
        assertThat(inbox).isPositive();
        assertThat(answer.body().lines())
                .contains(
                        "# TYPE lode_memory_reserved_bytes gauge",
                        "lode_memory_reserved_bytes{owner=\"edge.inbox\"} " + inbox)
                .anyMatch(line -> line.matches("lode_process_resident_bytes [1-9][0-9]+"))
                .anyMatch(line -> line.matches("lode_process_file_huge_bytes [0-9]+"))
                .anyMatch(line -> line.matches("lode_process_major_faults_total [0-9]+"));
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        edge.start();
        HttpResponse<String> answer = send("DELETE", "/v1/hunts", "", Map.of());
        assertProblem(answer, 405, "METHOD");
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
        HttpResponse<String> head = send("HEAD", "/v1/hunts", "", Map.of());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
    }

    @Test
    void commandsNeedTheOperatorsToken() throws Exception {
        edge.start();
        HttpResponse<String> none = send("GET", "/v1/admin/hunts", "", Map.of());
        assertProblem(none, 401, "NO_TOKEN");
        assertThat(none.headers().firstValue("www-authenticate")).contains("Bearer realm=\"lode\"");
        for (String wrong :
                new String[] {
                    "Bearer nonsense", "Bearer " + EdgeUnderTest.ADMIN + "x", "Basic x", "Bearer "
                }) {
            HttpResponse<String> answer =
                    send("POST", "/v1/admin/hunts", "{}", Map.of("authorization", wrong));
            assertProblem(answer, 401, "BAD_TOKEN");
            assertThat(answer.headers().firstValue("www-authenticate"))
                    .contains("Bearer realm=\"lode\", error=\"invalid_token\"");
        }
        String hunters = "Bearer " + EdgeUnderTest.token("ada");
        assertProblem(
                send("POST", "/v1/admin/hunts", "{}", Map.of("authorization", hunters)),
                403,
                "FORBIDDEN");
        assertThat(edge.node().heard).isEmpty();
    }

    @Test
    void nothingIsCompressedEvenWhereTheClientWouldLikeIt() throws Exception {
        edge.start();
        HttpResponse<String> answer =
                send("GET", "/v1/hunts", "", Map.of("accept-encoding", "gzip, deflate, br, zstd"));
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.body()).startsWith("{\"hunts\":[");
    }

    @Test
    void commandsGoToTheAtlasNodeAndItsAnswerComesBack() throws Exception {
        edge.start();
        assertThat(admin("GET", "/v1/admin/hunts", "").body())
                .isEqualTo("{\"did\":{\"op\":\"list\"}}");
        assertThat(
                        admin(
                                        "POST",
                                        "/v1/admin/hunts",
                                        "{\"pack\":\"/a\\\"b.lode\",\"secret\":\"/c.secret\"}")
                                .body())
                .isEqualTo(
                        "{\"did\":{\"op\":\"create\",\"pack\":\"/a\\\"b.lode\","
                                + "\"secret\":\"/c.secret\"}}");
        assertThat(admin("POST", "/v1/admin/hunts/world/state", "{\"state\":\"PAUSED\"}").body())
                .contains("\"op\":\"state\"", "\"hunt\":\"world\"", "\"state\":\"PAUSED\"");
    }

    @Test
    void wrongCommandsAreNamed() throws Exception {
        edge.start();
        assertThat(admin("POST", "/v1/admin/hunts", "{\"pack\":\"/a\"}").body())
                .contains("'secret': missing.");
        assertThat(admin("POST", "/v1/admin/hunts", "{\"pack\":\"a\",\"pack\":\"b\"}").statusCode())
                .isEqualTo(400);
        assertThat(admin("POST", "/v1/admin/hunts/world/state", "{\"state\":\"BUSY\"}").body())
                .contains("'state': must be one of [DRAFT, SEALED,");
        assertProblem(
                send(
                        "POST",
                        "/v1/admin/hunts",
                        "{}",
                        Map.of("authorization", "Bearer " + EdgeUnderTest.ADMIN)),
                415,
                "MEDIA_TYPE");
        assertProblem(admin("PUT", "/v1/admin/hunts", ""), 405, "METHOD");
    }

    @Test
    void aRefusedCommandIsAProblem() throws Exception {
        edge.start();
        edge.node().trap =
                (node, frame) -> {
                    node.refuse(frame, Status.WRONG_STATE, 0);
                    return true;
                };
        assertProblem(
                admin("POST", "/v1/admin/hunts/world/state", "{\"state\":\"DRAFT\"}"),
                409,
                "WRONG_STATE");
    }

    @Test
    void aCommandIsNeverSentTwice() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(5))
                .with(EdgeKnobs.ADMIN_DEADLINE, Duration.ofMillis(100))
                .start();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.ADMIN;
        assertProblem(admin("GET", "/v1/admin/hunts", ""), 504, "TIMEOUT");
        assertThat(edge.node().heard).hasSize(1);
    }

    @Test
    void malformedRequestsAreProblems() throws Exception {
        edge.with(EdgeKnobs.LINE_BYTES_MAX, 512L)
                .with(EdgeKnobs.HEADER_BYTES_MAX, 2048L)
                .with(EdgeKnobs.BODY_BYTES_MAX, 1024L)
                .start();
        String host = "Host: edge\r\n";
        assertRaw("\u0000\u0001\u0002 nonsense\r\n\r\n", 400, "MALFORMED");
        assertRaw("GET /healthz HTTP/1.1\r\n\r\n", 400, "MALFORMED");
        assertRaw(
                "GET /" + "a".repeat(600) + " HTTP/1.1\r\n" + host + "\r\n", 414, "LINE_TOO_LONG");
        assertRaw(
                "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(3000) + "\r\n\r\n",
                431,
                "HEADERS_TOO_LONG");
        assertRaw(
                "POST / HTTP/1.1\r\n" + host + "Content-Length: 2000\r\n\r\n",
                413,
                "BODY_TOO_LONG");
        assertRaw(
                "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
                400,
                "MALFORMED");
        assertRaw(
                "POST / HTTP/1.1\r\n"
                        + host
                        + "Transfer-Encoding: chunked\r\n\r\n500\r\n"
                        + "a".repeat(0x500)
                        + "\r\n",
                413,
                "BODY_TOO_LONG");
        assertRaw(
                "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                400,
                "MALFORMED");
        assertRaw("GET / HTTP/1.1\r\n" + host + "Expect: tea\r\n\r\n", 417, "EXPECTATION");
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
        edge.with(EdgeKnobs.HTTP_TIMEOUT, Duration.ofMillis(50)).start();
        try (var raw = new RawClient(edge.address())) {
            raw.write("POST / HTTP/1.1\r\nHost: edge\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(raw.all())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"reason\":\"REQUEST_TIMEOUT\"");
        }
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        edge.start();
        try (var raw = new RawClient(edge.address())) {
            String get = "GET /healthz HTTP/1.1\r\nHost: edge\r\n";
            raw.write(get + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");
            assertThat(raw.all().split("HTTP/1.1 200 OK", -1)).hasSize(4);
        }
    }

    @Test
    void aBodyIsSentAfterContinue() throws Exception {
        edge.start();
        try (var raw = new RawClient(edge.address())) {
            raw.write(
                    """
                    POST /v1/admin/hunts HTTP/1.1\r
                    Host: edge\r
                    Expect: 100-continue\r
                    Content-Length: 2\r
                    Connection: close\r
                    \r
                    """);
            assertThat(raw.head()).startsWith("HTTP/1.1 100 ");
            assertThat(raw.write("{}").all()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void anUpgradeMustBeWhole() throws Exception {
        edge.start();
        assertProblem(get("/v1/ws"), 426, "UPGRADE");
        String shake = RawClient.SHAKE;
        assertRaw(shake.replace("Version: 13", "Version: 8"), 426, "UPGRADE");
        assertRaw(shake.replace("MDEyMzQ1Njc4OWFiY2RlZg==", "MDEy"), 400, "MALFORMED");
        assertRaw(shake.replace("lode.v1.json", "lode.v2.json"), 400, "SUBPROTOCOL");
        try (var raw = new RawClient(edge.address())) {
            String head =
                    raw.write(
                                    shake.replace("lode.v1.json", "chat, lode.v1.json")
                                            .replace(
                                                    "Host: edge",
                                                    "Host: edge\r\nSec-WebSocket-Extensions:"
                                                            + " permessage-deflate"))
                            .head();
            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-protocol: lode.v1.json\r\n")
                    .doesNotContainIgnoringCase("extensions");
        }
    }

    private void assertRaw(String request, int status, String reason) throws IOException {
        try (var raw = new RawClient(edge.address())) {
            raw.write(request);
            raw.socket().shutdownOutput();
            assertThat(raw.all())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\ncontent-type: application/problem+json\r\n")
                    .contains("\"reason\":\"" + reason + "\"");
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type"))
                .contains("application/problem+json");
        assertThat(answer.body())
                .startsWith("{\"type\":\"urn:lode:problem:" + reason + "\",\"title\":\"")
                .contains("\"status\":" + status + ",", "\"reason\":\"" + reason + "\"");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "", Map.of());
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        return send(
                method,
                path,
                body,
                Map.of(
                        "authorization",
                        "Bearer " + EdgeUnderTest.ADMIN,
                        "content-type",
                        "application/json; charset=utf-8"));
    }

    private HttpResponse<String> send(
            String method, String path, String body, Map<String, String> headers) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + edge.address().getPort() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return edge.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
