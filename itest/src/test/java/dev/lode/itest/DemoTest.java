package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The demo as a newcomer runs it, only shorter and smaller.
final class DemoTest {
    @TempDir Path folder;

    @Test
    void endsByItselfWithWinsOfWhichNoneIsLostAndNoneDoubled() throws Exception {
        Path file = folder.resolve("report.json");
        var run =
                Program.run(
                        folder,
                        "demo",
                        "--hunters",
                        "50",
                        "--seconds",
                        "8",
                        "--report",
                        file.toString());
        assertThat(run.status()).as(run.err()).isZero();
        var report = new JsonMapper().readTree(file.toFile());
        assertThat(report.path("hunters").asInt()).isEqualTo(50);
        assertThat(report.path("claims_lost").asInt(-1)).isZero();
        assertThat(report.path("double_winners").asInt(-1)).isZero();
        assertThat(report.path("claims_won").asInt()).isPositive();
        assertThat(report.path("claims_acked").asInt())
                .isGreaterThanOrEqualTo(report.path("claims_won").asInt());
        assertThat(report.path("errors").asInt(-1)).isZero();
        for (String latency : new String[] {"dig", "claim", "event"}) {
            var figures = report.path("latency_ms").path(latency);
            assertThat(figures.path("p50").asDouble()).as(latency).isPositive();
            assertThat(figures.path("max").asDouble())
                    .as(latency)
                    .isGreaterThanOrEqualTo(figures.path("p50").asDouble());
        }
        assertThat(report.path("rss_mb").asDouble()).isPositive();
    }
}
