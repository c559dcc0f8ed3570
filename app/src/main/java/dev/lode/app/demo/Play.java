package dev.lode.app.demo;

import dev.lode.app.play.GameClient;
import dev.lode.membership.auth.TokenSigner;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A fleet of bots over real WebSockets, in a process of its own: prints a JSON line a second and
/// one at the end.
///
/// Threads: a virtual thread a bot; the calling thread reports.
public final class Play {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BOTS_AT_A_KEY = 5;
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private Play() {}

    /// What to play.
    ///
    /// @param address of the server's WebSocket
    /// @param hunt its name
    /// @param hunters how many bots
    /// @param seconds for how long
    /// @param beat time between two actions of a bot
    /// @param joinMax how long to wait until all are welcome; then those who are begin
    /// @param seed of everything random
    public record Request(
            URI address,
            String hunt,
            int hunters,
            long seconds,
            Duration beat,
            Duration joinMax,
            long seed) {}

    /// Plays until the time is over or `stop` ends.
    ///
    /// @param request what to play
    /// @param hints where keys may lie
    /// @param signer makes the bots' tokens
    /// @param stop its end ends the play: the parent's hand on the other side of the pipe
    /// @param lines takes each JSON line
    /// @throws InterruptedException where the thread is interrupted
    public static void run(
            Request request,
            HintBook hints,
            TokenSigner signer,
            InputStream stop,
            Consumer<String> lines)
            throws InterruptedException {
        var stats = new PlayStats();
        Map<String, JsonNode> wins = new ConcurrentHashMap<>();
        long begun = System.nanoTime();
        var joined = new CountDownLatch(request.hunters());
        var begin = new CountDownLatch(1);
        var endNanos = new AtomicLong();
        var ended = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> awaitEnd(stop, ended));
        try (var threads = Executors.newFixedThreadPool(2);
                var http = HttpClient.newBuilder().executor(threads).build();
                var bots = Executors.newVirtualThreadPerTaskExecutor()) {
            var fleet =
                    new Bot.Fleet(
                            http,
                            request.address(),
                            request.hunt(),
                            hints,
                            subject ->
                                    signer.sign(
                                            subject,
                                            System.currentTimeMillis() + TOKEN_LIFE.toMillis(),
                                            Optional.empty()),
                            stats,
                            wins,
                            new ConcurrentHashMap<>(),
                            request.beat(),
                            joined,
                            begin,
                            endNanos);
            var playing = new AtomicInteger(request.hunters());
            for (int i = 0; i < request.hunters(); i++) {
                var bot =
                        new Bot(
                                fleet,
                                "bot-%05d".formatted(i),
                                targets(hints, i),
                                request.seed() + i);
                bots.execute(() -> {
                    try {
                        bot.run();
                    } finally {
                        playing.decrementAndGet();
                    }
                });
            }
            awaitAll(joined, request.joinMax(), ended);
            begun = System.nanoTime();
            long started = begun;
            endNanos.set(started + TimeUnit.SECONDS.toNanos(request.seconds()));
            begin.countDown();
            for (int second = 1; playing.get() > 0; second++) {
                long wait = started + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
                if (ended.await(Math.max(wait, 0), TimeUnit.NANOSECONDS)) {
                    bots.shutdownNow();
                    break;
                }
                lines.accept(JSON.writeValueAsString(progress(stats, second, playing.get())));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        lines.accept(JSON.writeValueAsString(last(stats, wins, seconds)));
    }

    /// Which hints a bot follows, in which order: a few bots share an order, so that races happen.
    private static List<HintBook.Hint> targets(HintBook hints, int bot) {
        var order = new ArrayList<>(hints.all());
        Collections.shuffle(order, new Random(1));
        if (!order.isEmpty()) {
            Collections.rotate(order, -((bot / BOTS_AT_A_KEY) % order.size()));
        }
        return order;
    }

    private static void awaitAll(CountDownLatch joined, Duration joinMax, CountDownLatch ended)
            throws InterruptedException {
        long until = System.nanoTime() + joinMax.toNanos();
        while (joined.getCount() > 0 && ended.getCount() > 0 && System.nanoTime() - until < 0) {
            var _ = joined.await(100, TimeUnit.MILLISECONDS);
        }
    }

    private static void awaitEnd(InputStream stop, CountDownLatch ended) {
        try {
            var _ = stop.readAllBytes();
        } catch (java.io.IOException e) {
            // A broken pipe says the same as its end: the parent is gone.
        }
        ended.countDown();
    }

    private static ObjectNode progress(PlayStats stats, long second, int playing) {
        ObjectNode line = GameClient.body();
        line.put("second", second).put("playing", playing);
        counts(line, stats);
        line.set("dig", latency(stats.dig));
        return line;
    }

    private static ObjectNode last(PlayStats stats, Map<String, JsonNode> wins, double seconds) {
        ObjectNode line = GameClient.body();
        line.put("end", true);
        line.put("seconds", seconds);
        counts(line, stats);
        line.put("reconnects", stats.reconnects.sum());
        line.put("events", stats.eventsHeard.sum());
        ObjectNode latencies = line.putObject("latency_ms");
        latencies.set("dig", latency(stats.dig));
        latencies.set("claim", latency(stats.claim));
        latencies.set("event", latency(stats.event));
        ObjectNode won = line.putObject("wins");
        wins.forEach(won::set);
        return line;
    }

    private static void counts(ObjectNode line, PlayStats stats) {
        line.put("digs", stats.digs.sum());
        line.put("acked", stats.acked());
        line.put("won", stats.won.sum());
        line.put("errors", stats.errors.sum());
    }

    private static ObjectNode latency(Histogram histogram) {
        Histogram now = histogram.copy();
        ObjectNode latency = GameClient.body();
        latency.put("p50", now.getValueAtPercentile(50) / 1000.0);
        latency.put("p95", now.getValueAtPercentile(95) / 1000.0);
        latency.put("p99", now.getValueAtPercentile(99) / 1000.0);
        latency.put("p999", now.getValueAtPercentile(99.9) / 1000.0);
        latency.put("max", now.getMaxValue() / 1000.0);
        return latency;
    }
}
