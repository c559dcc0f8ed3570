package dev.lode.app.demo;

import dev.lode.app.cli.Console;
import dev.lode.app.play.Operator;
import dev.lode.app.serve.LocalServer;
import dev.lode.app.serve.ServeKnobs;
import dev.lode.app.serve.Shutdown;
import dev.lode.base.knob.Settings;
import dev.lode.node.LedgerReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/// One demo: a server in this process, bots in another, and the ledger read back from disk at the
/// end.
///
/// Threads: the calling thread runs it; a signal ends it early.
public final class Demo {
    private static final String HUNT = "world";

    private final Settings settings;
    private final Console console;
    private final Shutdown shutdown;

    /// What to show.
    ///
    /// @param pack of the hunt, its secret beside it
    /// @param hints published for it
    /// @param data an empty data folder
    /// @param hunters how many bots
    /// @param seconds for how long, at most
    public record Request(Path pack, Path hints, Path data, int hunters, long seconds) {}

    /// Prepares a demo.
    ///
    /// @param settings values of all knobs
    /// @param console shows the live table
    /// @param shutdown tells of Ctrl-C
    public Demo(Settings settings, Console console, Shutdown shutdown) {
        this.settings = settings;
        this.console = console;
        this.shutdown = shutdown;
    }

    /// Runs it.
    ///
    /// @param request what to show
    /// @return what came of it
    /// @throws IOException where the server cannot start, or the ledger cannot be read back
    /// @throws InterruptedException where the thread is interrupted
    public DemoReport run(Request request) throws IOException, InterruptedException {
        Files.createDirectories(request.data());
        SafepointLog safepoints = SafepointLog.start(request.data().resolve("safepoints.log"));
        JsonNode last = null;
        long rssMax = 0;
        try (var server = LocalServer.start(settings, request.data())) {
            var base = URI.create("http://127.0.0.1:%d".formatted(server.address().getPort()));
            var operator = new Operator(base, request.data().resolve("admin.token"));
            operator.create(request.pack());
            operator.state(HUNT, "OPEN");
            safepoints.forgetThePast();
            console.line(
                    "serving %s on %s (%s), %d bots in a second process, Ctrl-C ends"
                            .formatted(HUNT, base, server.transport(), request.hunters()));
            console.line(LiveTable.HEAD);
            console.flush();
            try (var bots = BotsProcess.start(words(request, base))) {
                var stopping = new AtomicBoolean();
                Thread.ofVirtual().start(() -> stopOnSignal(bots, stopping));
                var table = new LiveTable();
                for (JsonNode line = bots.next(); line != null; line = bots.next()) {
                    rssMax = Math.max(rssMax, residentBytes());
                    if (line.has("end")) {
                        last = line;
                    } else {
                        console.line(table.row(line, safepoints.summary()));
                        console.flush();
                    }
                }
            }
            server.drain(settings.get(ServeKnobs.DRAIN));
        }
        if (last == null) {
            throw new IOException(
                    "the bots' process ended without its last line; what it printed is above");
        }
        return report(request, last, safepoints.summary(), rssMax);
    }

    private void stopOnSignal(BotsProcess bots, AtomicBoolean stopping) {
        try {
            shutdown.await();
            if (stopping.compareAndSet(false, true)) {
                bots.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            console.note("lode: the bots had ended already: " + e.getMessage());
        }
    }

    private List<String> words(Request request, URI base) {
        return List.of(
                "bots",
                "--server",
                "ws://" + base.getAuthority() + "/v1/ws",
                "--hunt",
                HUNT,
                "--hints",
                request.hints().toString(),
                "--issuer-key",
                request.data().resolve("issuer.key").toString(),
                "--hunters",
                Integer.toString(request.hunters()),
                "--seconds",
                Long.toString(request.seconds()),
                "--beat",
                Long.toString(settings.get(ServeKnobs.DEMO_BEAT).toMillis()),
                "--join",
                Long.toString(settings.get(ServeKnobs.DEMO_JOIN).toMillis()));
    }

    private static DemoReport report(
            Request request, JsonNode last, SafepointLog.Summary pauses, long rssMax)
            throws IOException {
        Set<String> onDisk = new HashSet<>();
        long doubles = 0;
        for (LedgerReader.HuntLedger ledger : LedgerReader.read(request.data())) {
            doubles += DoubleWinners.count(ledger.wins());
            ledger.wins().forEach(win -> onDisk.add(win.claimId().toString()));
        }
        long missing =
                last.path("wins").propertyNames().stream()
                        .filter(claim -> !onDisk.contains(claim))
                        .count();
        return new DemoReport(
                request.hunters(),
                last.path("seconds").asDouble(),
                last.path("digs").asLong(),
                last.path("acked").asLong(),
                last.path("won").asLong(),
                missing,
                doubles,
                last.path("errors").asLong(),
                last.path("latency_ms"),
                pauses,
                rssMax);
    }

    /// The memory of this process that is resident now.
    private static long residentBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
