package dev.lode.app.demo;

import tools.jackson.databind.JsonNode;

/// The table that the demo prints while it runs, a row a second.
final class LiveTable {
    static final String HEAD =
            "    s  playing   digs/s     digs   claims     won  errors   dig p50     p99   p99.9 ms   safepoint max ms";

    private long digsBefore;

    LiveTable() {}

    String row(JsonNode line, SafepointLog.Summary pauses) {
        long digs = line.path("digs").asLong();
        long rate = digs - digsBefore;
        digsBefore = digs;
        JsonNode dig = line.path("dig");
        return "%5d  %7d  %7d  %7d  %7d  %6d  %6d  %8.2f  %6.2f  %7.2f      %8.3f"
                .formatted(
                        line.path("second").asLong(),
                        line.path("playing").asLong(),
                        rate,
                        digs,
                        line.path("acked").asLong(),
                        line.path("won").asLong(),
                        line.path("errors").asLong(),
                        dig.path("p50").asDouble(),
                        dig.path("p99").asDouble(),
                        dig.path("p999").asDouble(),
                        pauses.atMillisMax());
    }
}
