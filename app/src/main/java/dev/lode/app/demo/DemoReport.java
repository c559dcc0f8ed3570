package dev.lode.app.demo;

import dev.lode.app.play.GameClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The outcome of one demo: what the bots saw, held against the ledger that was read back from
/// disk.
///
/// @param hunters how many bots
/// @param seconds how long they played
/// @param digs answered
/// @param claimsAcked answered with WON, LOST or ALREADY_YOURS
/// @param claimsWon answered with WON
/// @param claimsLost WON answers that the ledger on disk does not show
/// @param doubleWinners keys with more winners than stock
/// @param errors answers that a hunter should not get
/// @param latencies as the bots took them, from the intended start, in milliseconds
/// @param pauses of the server's JVM
/// @param rssBytesMax the most memory the server had resident
public record DemoReport(
        int hunters,
        double seconds,
        long digs,
        long claimsAcked,
        long claimsWon,
        long claimsLost,
        long doubleWinners,
        long errors,
        JsonNode latencies,
        SafepointLog.Summary pauses,
        long rssBytesMax) {

    /// Whether nothing that was promised was broken.
    ///
    /// @return false where a promise was broken
    public boolean isSound() {
        return claimsLost == 0 && doubleWinners == 0;
    }

    /// The JSON form that `--report` writes.
    ///
    /// @return one object
    public ObjectNode json() {
        ObjectNode json = GameClient.body();
        json.put("hunters", hunters);
        json.put("seconds", seconds);
        json.put("digs", digs);
        json.put("claims_acked", claimsAcked);
        json.put("claims_won", claimsWon);
        json.put("claims_lost", claimsLost);
        json.put("double_winners", doubleWinners);
        json.put("errors", errors);
        json.set("latency_ms", latencies);
        json.put("gc_pause_ms_max", pauses.atMillisMax());
        json.put("gc_reaching_safepoint_ms_max", pauses.reachingMillisMax());
        json.put("gc_allocation_stalls", pauses.stalls());
        json.put("rss_mb", Math.round(rssBytesMax / 1048576.0));
        return json;
    }

    /// The summary for a person.
    ///
    /// @return lines
    public String text() {
        var text = new StringBuilder();
        text.append(
                "%,d hunters played %.0f s: %,d digs (%,.0f a second), %,d claims answered, %,d won%n"
                        .formatted(
                                hunters,
                                seconds,
                                digs,
                                digs / Math.max(seconds, 1e-3),
                                claimsAcked,
                                claimsWon));
        for (String what : new String[] {"dig", "claim", "event"}) {
            JsonNode l = latencies.path(what);
            text.append(
                    "  %-6s p50 %.2f  p95 %.2f  p99 %.2f  p99.9 %.2f  max %.1f ms%n"
                            .formatted(
                                    what,
                                    l.path("p50").asDouble(),
                                    l.path("p95").asDouble(),
                                    l.path("p99").asDouble(),
                                    l.path("p999").asDouble(),
                                    l.path("max").asDouble()));
        }
        text.append(
                "  server: longest stop at a safepoint %.3f ms (%s; reaching one took up to %.1f ms), %d allocation stalls, %d MB resident%n"
                        .formatted(
                                pauses.atMillisMax(),
                                pauses.longest(),
                                pauses.reachingMillisMax(),
                                pauses.stalls(),
                                Math.round(rssBytesMax / 1048576.0)));
        text.append(
                "  ledger, read back from disk: %d of %d wins missing, %d keys with more winners than stock; %d errors%n"
                        .formatted(claimsLost, claimsWon, doubleWinners, errors));
        return text.toString();
    }
}
