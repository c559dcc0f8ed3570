package dev.lode.app.demo;

import dev.lode.app.play.GameClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One hunter of the demo: follows published hints, digs on the way, claims what it finds.
///
/// Threads: one virtual thread runs it; events arrive on others and only touch the shared
/// statistics. Time: actions have an intended start, `beat` apart; latencies count from there, so
/// that a slow answer is not hidden by the request that waited for it.
final class Bot implements Runnable {
    private static final int TRIES = 20;

    private final Fleet fleet;
    private final String subject;
    private final SplittableRandom random;
    private final Map<String, String> passes = new HashMap<>();
    private final ArrayDeque<HintBook.Hint> plan = new ArrayDeque<>();
    private @Nullable GameClient client;
    private String session = "";
    private String hunter = "";
    private long lastId;
    private long intended;

    /// What all bots of one process share.
    ///
    /// @param http their sockets
    /// @param address of the server
    /// @param hunt its name
    /// @param hints where keys may lie
    /// @param tokens makes the token of a subject
    /// @param stats what they see
    /// @param wins WON answers, by claim id
    /// @param claimStarts intended start of the claims under way, by hunter and cell, for event
    ///   latencies
    /// @param beat time between two actions of one bot
    /// @param joined counts the bots that are welcome
    /// @param begin ends when all play
    /// @param endNanos when to stop; known once they have begun
    record Fleet(
            HttpClient http,
            URI address,
            String hunt,
            HintBook hints,
            java.util.function.UnaryOperator<String> tokens,
            PlayStats stats,
            Map<String, JsonNode> wins,
            ConcurrentHashMap<String, Long> claimStarts,
            Duration beat,
            CountDownLatch joined,
            CountDownLatch begin,
            AtomicLong endNanos) {}

    Bot(Fleet fleet, String subject, List<HintBook.Hint> targets, long seed) {
        this.fleet = fleet;
        this.subject = subject;
        random = new SplittableRandom(seed);
        plan.addAll(targets);
    }

    @Override
    public void run() {
        try {
            client = connect();
            fleet.joined().countDown();
            fleet.begin().await();
            intended = System.nanoTime() + random.nextLong(fleet.beat().toNanos() + 1);
            while (!isOver() && !plan.isEmpty()) {
                HintBook.Hint target = plan.removeFirst();
                if (visit(target)) {
                    plan.addLast(target);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (GameClient.ConnectionLost e) {
            fleet.stats().errors.increment();
        } finally {
            if (client != null) {
                client.close();
            }
        }
    }

    /// Goes where a hint leads, digs its cells until one hides a key, claims that.
    ///
    /// @return whether it is worth coming back
    private boolean visit(HintBook.Hint hint)
            throws InterruptedException, GameClient.ConnectionLost {
        for (String needed : hint.needs()) {
            HintBook.Hint first = fleet.hints().of(needed);
            if (!passes.containsKey(needed)
                    && (first == null || !visit(first) || !passes.containsKey(needed))) {
                return false;
            }
        }
        String operation = "enter";
        for (String site : hint.route()) {
            if (isOver() || !go(operation, site, hint.needs())) {
                return false;
            }
            operation = "move";
            if (random.nextInt(4) == 0) {
                dig(site + "/0");
            }
        }
        for (String cell : hint.cells()) {
            JsonNode find = isOver() ? null : dig(cell);
            if (find != null && find.path("found").asBoolean(false)) {
                passes.put(hint.name(), find.path("pass").asString(""));
                claim(cell, find.path("ticket").asString(""));
                break;
            }
        }
        return true;
    }

    /// Goes one step; where a gate is closed, shows the passes that the hint names, one after the
    /// other.
    private boolean go(String operation, String site, List<String> needs)
            throws InterruptedException, GameClient.ConnectionLost {
        awaitBeat();
        for (int shown = 0; ; shown++) {
            ObjectNode body = GameClient.body().put("to", site);
            if (shown < needs.size()) {
                body.put("pass", passes.getOrDefault(needs.get(shown), ""));
            }
            if (askUntilAnswered(operation, body, shown < needs.size() - 1) != null) {
                return true;
            }
            if (shown >= needs.size() - 1) {
                return false;
            }
        }
    }

    private @Nullable JsonNode dig(String cell)
            throws InterruptedException, GameClient.ConnectionLost {
        long started = awaitBeat();
        JsonNode reply = askUntilAnswered("dig", GameClient.body().put("cell", cell), false);
        if (reply != null) {
            PlayStats.record(fleet.stats().dig, System.nanoTime() - started);
            fleet.stats().digs.increment();
        }
        return reply;
    }

    private void claim(String cell, String ticket)
            throws InterruptedException, GameClient.ConnectionLost {
        String claimId = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        long started = awaitBeat();
        fleet.claimStarts().put(hunter + " " + cell, started);
        JsonNode reply =
                askUntilAnswered(
                        "claim",
                        GameClient.body().put("ticket", ticket).put("claim_id", claimId),
                        false);
        if (reply == null) {
            return;
        }
        PlayStats.record(fleet.stats().claim, System.nanoTime() - started);
        JsonNode verdict = reply.path("claim");
        switch (verdict.path("result").asString("")) {
            case "WON" -> {
                fleet.stats().won.increment();
                fleet.wins().put(claimId, verdict);
            }
            case "LOST" -> fleet.stats().lost.increment();
            case "ALREADY_YOURS" -> fleet.stats().alreadyYours.increment();
            default -> fleet.stats().errors.increment();
        }
    }

    /// Repeats a request under its number until it is answered, over new connections where it must.
    private @Nullable JsonNode askUntilAnswered(
            String operation, ObjectNode body, boolean mayBeRefused)
            throws InterruptedException, GameClient.ConnectionLost {
        long id = 0;
        for (int i = 0; i < TRIES && !Thread.currentThread().isInterrupted(); i++) {
            GameClient game = client;
            if (game == null) {
                game = connect();
                client = game;
            }
            try {
                if (id == 0) {
                    return game.ask(operation, body);
                }
                return game.askAs(id, operation, body);
            } catch (GameClient.Refused e) {
                if (mayBeRefused) {
                    return null;
                }
                if (!e.temporary()) {
                    fleet.stats().errors.increment();
                    return null;
                }
                LockSupport.parkNanos(Math.max(1, e.retryMillis()) * 1_000_000L);
            } catch (GameClient.ConnectionLost e) {
                id = game.lastId();
                lastId = id;
                client = null;
                game.close();
                if (isOver()) {
                    return null;
                }
                fleet.stats().reconnects.increment();
            }
        }
        fleet.stats().errors.increment();
        return null;
    }

    private GameClient connect() throws InterruptedException, GameClient.ConnectionLost {
        GameClient.ConnectionLost last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                GameClient game =
                        GameClient.connect(
                                fleet.http(),
                                fleet.address(),
                                Duration.ofSeconds(10),
                                lastId,
                                this::onEvent);
                var hello = GameClient.body();
                if (session.isEmpty()) {
                    hello.put("hunt", fleet.hunt()).put("token", fleet.tokens().apply(subject));
                } else {
                    hello.put("resume", session);
                }
                JsonNode reply =
                        session.isEmpty()
                                ? game.ask("hello", hello)
                                : game.askAs(lastId, "hello", hello);
                session = reply.path("welcome").path("session").asString("");
                hunter = reply.path("welcome").path("hunter").asString("");
                return game;
            } catch (GameClient.ConnectionLost e) {
                last = e;
                LockSupport.parkNanos(random.nextLong(100_000_000L, 500_000_000L));
            } catch (GameClient.Refused e) {
                fleet.stats().errors.increment();
                session = "";
                LockSupport.parkNanos(Math.max(100, e.retryMillis()) * 1_000_000L);
            }
        }
        throw last == null ? new GameClient.ConnectionLost("hello was refused", 0) : last;
    }

    private void onEvent(JsonNode frame) {
        long now = System.nanoTime();
        for (JsonNode event : frame.path("events").path("list")) {
            fleet.stats().eventsHeard.increment();
            String key = event.path("hunter").asString("") + " " + event.path("cell").asString("");
            Long started = fleet.claimStarts().get(key);
            if (started != null) {
                PlayStats.record(fleet.stats().event, now - started);
            }
        }
    }

    /// Waits for the intended start of the next action; one that is overdue starts at once and
    /// counts from there.
    private long awaitBeat() {
        intended += fleet.beat().toNanos();
        long wait = intended - System.nanoTime();
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
        return intended;
    }

    private boolean isOver() {
        return System.nanoTime() - fleet.endNanos().get() >= 0
                || Thread.currentThread().isInterrupted();
    }
}
