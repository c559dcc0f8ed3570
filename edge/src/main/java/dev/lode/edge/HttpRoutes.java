package dev.lode.edge;

import dev.lode.base.Version;
import dev.lode.edge.json.FlatObject;
import dev.lode.edge.json.JsonOut;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.auth.AdminToken;
import dev.lode.membership.auth.TokenCheck;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What each path of the HTTP API answers.
///
/// Threads: owned by one I/O thread. Format: docs/format/client.md.
final class HttpRoutes {
    private static final String JSON = "application/json";
    private static final int EXPECTED = 256;
    private static final String BEARER = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"lode\"";

    private final IoThread io;
    private final Upgrade upgrade;
    private final Optional<AdminToken> adminToken;
    private final TokenDesk tokens;
    private final BooleanSupplier ready;

    HttpRoutes(
            IoThread io,
            Upgrade upgrade,
            Optional<AdminToken> adminToken,
            TokenDesk tokens,
            BooleanSupplier ready) {
        this.io = io;
        this.upgrade = upgrade;
        this.adminToken = adminToken;
        this.tokens = tokens;
        this.ready = ready;
    }

    /// Answers a whole request, now or later.
    void handle(HttpGate gate, HttpRequest request, byte[] body) {
        List<String> path = path(request.uri());
        String method = request.method().name();
        switch (path.size()) {
            case 1 -> {
                switch (path.getFirst()) {
                    case "healthz" -> whenRead(gate, method, () -> health(gate));
                    case "readyz" -> whenRead(gate, method, () -> readiness(gate));
                    case "metrics" ->
                            asOperator(
                                    gate,
                                    request,
                                    () -> whenRead(gate, method, () -> metrics(gate)));
                    default -> nothing(gate);
                }
            }
            case 2 -> {
                if (path.equals(List.of("v1", "ws"))) {
                    whenRead(gate, method, () -> upgrade.start(gate, request));
                } else if (path.equals(List.of("v1", "hunts"))) {
                    whenRead(gate, method, () -> hunts(gate));
                } else {
                    nothing(gate);
                }
            }
            case 3 -> {
                if (path.subList(0, 2).equals(List.of("v1", "hunts"))) {
                    whenRead(gate, method, () -> hunt(gate, path.get(2)));
                } else if (path.equals(List.of("v1", "admin", "hunts"))) {
                    asOperator(gate, request, () -> adminHunts(gate, request, method, body));
                } else {
                    nothing(gate);
                }
            }
            default -> {
                boolean ofHunt =
                        path.size() == 5
                                && path.subList(0, 3).equals(List.of("v1", "admin", "hunts"));
                String what = ofHunt ? path.get(4) : "";
                switch (what) {
                    case "state" ->
                            asOperator(
                                    gate,
                                    request,
                                    () ->
                                            adminHunt(
                                                    gate,
                                                    request,
                                                    method,
                                                    body,
                                                    members -> state(members, path.get(3))));
                    case "cells" ->
                            asOperator(
                                    gate,
                                    request,
                                    () ->
                                            adminHunt(
                                                    gate,
                                                    request,
                                                    method,
                                                    body,
                                                    members -> add(members, path.get(3))));
                    case "slices" ->
                            asOperator(
                                    gate,
                                    request,
                                    () ->
                                            adminHunt(
                                                    gate,
                                                    request,
                                                    method,
                                                    body,
                                                    members -> slice(members, path.get(3))));
                    default -> nothing(gate);
                }
            }
        }
    }

    private void health(HttpGate gate) {
        JsonOut out = out().raw("{\"live\":true,\"version\":").text(Version.CURRENT.name());
        ok(gate, out.raw("}"));
    }

    private void readiness(HttpGate gate) {
        if (ready.getAsBoolean()) {
            ok(gate, out().raw("{\"ready\":true}"));
        } else {
            String why =
                    io.connections.isDraining()
                            ? "This edge goes down."
                            : "This edge has not reached the cluster.";
            gate.problem(Problem.of(Status.UNAVAILABLE, io.config.busyRetryMillis(), why));
        }
    }

    private void metrics(HttpGate gate) {
        gate.waitFor(io.config.requestDeadlineMillis() + io.config.httpTimeoutMillis());
        Thread.ofVirtual()
                .start(() -> {
                    String text = MemoryMetrics.now();
                    io.loop.execute(() -> {
                        if (!gate.isGone()) {
                            ByteBuf content = io.loopAllocator().buffer(text.length());
                            content.writeCharSequence(text, StandardCharsets.US_ASCII);
                            gate.answer(
                                    HttpResponseStatus.OK, MemoryMetrics.TYPE, content, Map.of());
                        }
                    });
                });
    }

    private void hunts(HttpGate gate) {
        JsonOut out = out().raw("{\"hunts\":[");
        String comma = "";
        for (HuntEntry hunt : io.atlas.view().hunts()) {
            hunt(out.raw(comma), hunt);
            comma = ",";
        }
        ok(gate, out.raw("]}"));
    }

    private void hunt(HttpGate gate, String name) {
        gate.waitFor(io.config.requestDeadlineMillis() + io.config.httpTimeoutMillis());
        io.atlasWaits.hunt(
                view -> view.hunt(name),
                hunt -> {
                    if (!gate.isGone()) {
                        ok(gate, hunt(out(), hunt));
                    }
                },
                status -> refuse(gate, status));
    }

    private void refuse(HttpGate gate, Status status) {
        if (!gate.isGone()) {
            gate.problem(Problem.of(status, io.config.busyRetryMillis(), Details.of(status)));
        }
    }

    private static JsonOut hunt(JsonOut out, HuntEntry hunt) {
        out.raw("{\"name\":").text(hunt.name()).raw(",\"id\":\"").raw(hunt.id().toString());
        out.raw("\",\"title\":").text(hunt.title());
        return out.raw(",\"state\":\"").raw(hunt.state().name()).raw("\"}");
    }

    private void adminHunts(HttpGate gate, HttpRequest request, String method, byte[] body) {
        switch (method) {
            case "GET" -> AdminCall.send(io, gate, Map.of("op", "list"));
            case "POST" -> command(gate, request, body, HttpRoutes::create);
            default -> notAllowed(gate, "GET, POST");
        }
    }

    private void adminHunt(
            HttpGate gate,
            HttpRequest request,
            String method,
            byte[] body,
            Function<FlatObject, Map<String, String>> command) {
        if (method.equals("POST")) {
            command(gate, request, body, command);
        } else {
            notAllowed(gate, "POST");
        }
    }

    /// Sends a command that is made of the members of the body.
    private void command(
            HttpGate gate,
            HttpRequest request,
            byte[] body,
            Function<FlatObject, Map<String, String>> command) {
        FlatObject members = members(gate, request, body);
        if (members == null) {
            return;
        }
        try {
            AdminCall.send(io, gate, command.apply(members));
        } catch (IllegalArgumentException e) {
            gate.problem(Problem.of(Status.MALFORMED, 0, e.getMessage() + "."));
        }
    }

    private static Map<String, String> create(FlatObject members) {
        members.only("name", "pack", "secret");
        var command = new LinkedHashMap<String, String>();
        command.put("op", "create");
        command.put("pack", members.text("pack"));
        command.put("secret", members.text("secret"));
        if (members.members().containsKey("name")) {
            command.put("name", members.text("name"));
        }
        return command;
    }

    private static Map<String, String> state(FlatObject members, String hunt) {
        members.only("state");
        String state = members.text("state");
        if (Arrays.stream(HuntState.values()).noneMatch(known -> known.name().equals(state))) {
            throw new IllegalArgumentException(
                    "'state': must be one of " + Arrays.toString(HuntState.values()));
        }
        return Map.of("op", "state", "hunt", hunt, "state", state);
    }

    private static Map<String, String> add(FlatObject members, String hunt) {
        members.only("cells");
        return Map.of("op", "add", "hunt", hunt, "cells", members.text("cells"));
    }

    private static Map<String, String> slice(FlatObject members, String hunt) {
        members.only("action", "partition", "file");
        var command = new LinkedHashMap<String, String>();
        command.put("op", "slice");
        command.put("hunt", hunt);
        command.put("action", members.text("action"));
        for (String name : List.of("partition", "file")) {
            if (members.members().containsKey(name)) {
                command.put(name, members.text(name));
            }
        }
        return command;
    }

    /// Goes on where the request shows the operator's token. No token or a worthless one is 401;
    /// 403 is for one that is good and gives no right to command, such as a hunter's.
    private void asOperator(HttpGate gate, HttpRequest request, Runnable then) {
        String given = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        boolean bearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bearer ? given.substring(BEARER.length()) : "";
        if (adminToken.isEmpty()) {
            gate.problem(Problem.of(Status.FORBIDDEN, 0, "This edge takes no commands."));
        } else if (given.isEmpty()) {
            unauthorized(
                    gate,
                    "NO_TOKEN",
                    "An operator's token is needed: Authorization: Bearer ...",
                    CHALLENGE);
        } else if (adminToken.get().matches(token)) {
            then.run();
        } else if (!tokens.check(token, io.loop, outcome -> notOperator(gate, outcome))) {
            refuse(gate, Status.BUSY);
        }
    }

    private void notOperator(HttpGate gate, TokenCheck of) {
        switch (of) {
            case TokenCheck.Verified _ -> refuse(gate, Status.FORBIDDEN);
            case TokenCheck.Rejected _ -> {
                if (!gate.isGone()) {
                    unauthorized(
                            gate,
                            Status.BAD_TOKEN.name(),
                            "The operator's token is wrong.",
                            CHALLENGE + ", error=\"invalid_token\"");
                }
            }
        }
    }

    private static void unauthorized(
            HttpGate gate, String reason, String detail, String challenge) {
        gate.problem(
                Problem.of(HttpResponseStatus.UNAUTHORIZED, reason, detail),
                Map.of("www-authenticate", challenge));
    }

    private @Nullable FlatObject members(HttpGate gate, HttpRequest request, byte[] body) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        int end = type.indexOf(';');
        if (!(end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase(JSON)) {
            gate.problem(
                    Problem.of(
                            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                            "MEDIA_TYPE",
                            "The body must be application/json."));
            return null;
        }
        try {
            return FlatObject.read(body);
        } catch (IllegalArgumentException e) {
            gate.problem(Problem.of(Status.MALFORMED, 0, e.getMessage() + "."));
            return null;
        }
    }

    private void whenRead(HttpGate gate, String method, Runnable then) {
        if (method.equals("GET") || method.equals("HEAD")) {
            then.run();
        } else {
            notAllowed(gate, "GET, HEAD");
        }
    }

    private static void notAllowed(HttpGate gate, String allowed) {
        gate.problem(
                Problem.of(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        "METHOD",
                        "This path takes " + allowed + "."),
                Map.of("allow", allowed));
    }

    private static void nothing(HttpGate gate) {
        gate.problem(Problem.of(HttpResponseStatus.NOT_FOUND, "NO_PATH", "There is nothing here."));
    }

    private void ok(HttpGate gate, JsonOut out) {
        gate.answer(HttpResponseStatus.OK, JSON, out.buffer(), Map.of());
    }

    private JsonOut out() {
        return new JsonOut(io.loopAllocator().buffer(EXPECTED));
    }

    /// The parts of a path, decoded; empty where it is none.
    private static List<String> path(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (!path.startsWith("/")) {
            return List.of();
        }
        try {
            return Arrays.stream(path.substring(1).split("/", -1))
                    .map(QueryStringDecoder::decodeComponent)
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
