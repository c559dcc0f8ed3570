package dev.lode.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.bench.BenchRow.Better;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchRunTest {
    private static final Samples LODE = new Samples(List.of(4.0, 2.0, 3.0));
    private static final Samples PEER = new Samples(List.of(8.0, 6.0, 3.0));

    @Test
    void aRatioAboveOneMeansThatLodeIsBetterWhateverTheUnit() {
        BenchRow time = BenchRow.beside("t", "ns", Better.LOWER, LODE, "p", PEER, 2);
        assertThat(time.ratio()).isEqualTo(2);
        assertThat(time.met()).isTrue();
        BenchRow rate = BenchRow.beside("r", "op/s", Better.HIGHER, LODE, "p", PEER, 0.6);
        assertThat(rate.ratio()).isEqualTo(0.5);
        assertThat(rate.met()).isFalse();
    }

    @Test
    void ratiosAndTheirSpreadAreTakenRoundByRound() {
        BenchRow row = BenchRow.beside("t", "ns", Better.LOWER, LODE, "p", PEER, 1);
        assertThat(row.spread()).isEqualTo((3.0 - 1.0) / 2.0);
        assertThat(row.lode()).isEqualTo(3);
        assertThat(row.peer()).isEqualTo(6);
        assertThatThrownBy(() -> LODE.over(Samples.exact(1)))
                .hasMessageContaining("3 rounds beside 1");
    }

    @Test
    void theMedianLiesBetweenTwoRoundsAndThatIsKnownWith95PercentConfidence() {
        assertThat(LODE.interval()).isEqualTo(new Samples.Interval(2, 4));
        var six = new Samples(List.of(6.0, 1.0, 5.0, 2.0, 4.0, 3.0));
        assertThat(six.interval()).isEqualTo(new Samples.Interval(1, 6));
        var forty = new Samples(IntStream.rangeClosed(1, 40).mapToObj(i -> (double) i).toList());
        assertThat(forty.interval()).isEqualTo(new Samples.Interval(14, 27)); // as tables have it
    }

    @Test
    void aRowIsJudgedOnlyAsFarAsTwoOfTheSameAgree() {
        Samples bare = rounds(100, 100);
        Samples steady = rounds(98, 102);
        Samples wild = rounds(70, 140);
        assertThat(judged(rounds(101, 104), bare, wild)).isTrue();
        assertThat(judged(rounds(100, 115), bare, steady)).isTrue();
        assertThat(judged(rounds(105, 120), bare, steady)).isFalse();
        assertThat(judged(rounds(105, 120), bare, wild)).isNull();
        assertThat(judged(rounds(240, 260), bare, wild)).isFalse();
    }

    private static @Nullable Boolean judged(Samples lode, Samples bare, Samples control) {
        return BenchRow.judged("t", "us", Better.LOWER, lode, "bare", bare, 1 / 1.1, control).met();
    }

    /// Twenty rounds, evenly between two values.
    private static Samples rounds(double from, double to) {
        return new Samples(
                IntStream.range(0, 20).mapToObj(i -> from + (to - from) * i / 19).toList());
    }

    @Test
    void whatIsLeftOfAWholeIsTakenRoundByRound() {
        assertThat(PEER.minus(LODE).rounds()).containsExactly(4.0, 4.0, 0.0);
    }

    @Test
    void aBoundIsMetOnItsRightSideOnly() {
        assertThat(BenchRow.bounded("t", "ns", Better.LOWER, LODE, 3).met()).isTrue();
        assertThat(BenchRow.bounded("t", "ns", Better.LOWER, LODE, 2.9).met()).isFalse();
        assertThat(BenchRow.bounded("t", "op/s", Better.HIGHER, LODE, 3).met()).isTrue();
        assertThat(BenchRow.bounded("t", "op/s", Better.HIGHER, LODE, 3.1).met()).isFalse();
    }

    @Test
    void theJsonHasTheNamesOfTheContractAndNullWhereThereIsNothing() {
        JsonNode run = JsonMapper.shared().readTree(run().json());
        assertThat(run.propertyNames()).containsExactly("name", "commit", "machine", "rows");
        assertThat(run.get("machine").propertyNames())
                .containsExactly("cores", "kernel", "jdk", "flags");
        JsonNode beside = run.get("rows").get(0);
        assertThat(beside.propertyNames())
                .containsExactly(
                        "what",
                        "unit",
                        "lode",
                        "peer",
                        "peer_name",
                        "ratio",
                        "spread",
                        "goal",
                        "met");
        assertThat(beside.get("peer_name").asString()).isEqualTo("a peer");
        JsonNode shown = run.get("rows").get(2);
        for (String name : List.of("peer", "peer_name", "ratio", "goal", "met")) {
            assertThat(shown.get(name).isNull()).as(name).isTrue();
        }
    }

    @Test
    void theTableIsReadable() {
        assertThat(run().table())
                .isEqualTo(
                        """
                        bench some, commit abc, 2 cores, Linux 6, 25
                        what       unit    Lode  peer          ratio  spread   goal  met
                        locate     ns         3     6  a peer     2x  100.0%  >= 1x  yes
                        locate     ns         3                        66.7%      2   NO
                        something  B     0.1235                         0.0%
                        """);
    }

    @Test
    void aCommandThatIsNotUnderstoodSaysSo() {
        assertThat(bench("nonsense")).startsWith("2 lode bench: there is no benchmark nonsense");
        assertThat(bench()).startsWith("2 lode bench: which benchmark?");
        assertThat(bench("route", "--json")).startsWith("2 lode bench: --json needs a file");
        assertThat(bench("route", "--fast")).startsWith("2 lode bench: what is --fast?");
        assertThat(bench("--help")).startsWith("0 lode bench NAME");
    }

    private static String bench(String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Bench.run(args, stream, stream) + " " + said.toString(StandardCharsets.UTF_8);
    }

    private static BenchRun run() {
        return new BenchRun(
                "some",
                "abc",
                new Machine(2, "Linux 6", "25", List.of("-XX:+UseZGC")),
                List.of(
                        BenchRow.beside("locate", "ns", Better.LOWER, LODE, "a peer", PEER, 1),
                        BenchRow.bounded("locate", "ns", Better.LOWER, LODE, 2),
                        BenchRow.shown("something", "B", Samples.exact(0.12345))));
    }

    @Test
    void aRunIsKeptWhereTheSourcesAre(@TempDir Path home) throws IOException {
        LocalDate day = LocalDate.of(2026, 2, 3);
        assertThat(BenchRecord.write(run(), home, day)).isEmpty();
        Path folder = Files.createDirectories(home.resolve("docs/benchmarks"));
        String name = "2026-02-03-" + run().name();
        assertThat(BenchRecord.write(run(), home, day)).contains(folder.resolve(name + ".md"));
        assertThat(folder.resolve(name + ".md")).content().contains(run().table());
        assertThat(folder.resolve(name + ".json")).hasContent(run().json());
    }
}
