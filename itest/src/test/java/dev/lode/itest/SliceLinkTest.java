package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.bucket.S3Stores;
import dev.lode.storage.archive.ArchiveTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Slices over links that break: pipes between real processes, ranges of an object.
@ExtendWith(SharedS3.class)
final class SliceLinkTest {
    private static final Pattern REST = Pattern.compile("--from ([0-9]+) --hash ([0-9a-f]{16})");

    @TempDir Path temp;
    private Path pack = Path.of("");
    private Path slice = Path.of("");
    private Path in = Path.of("");
    private String partition = "";

    @BeforeEach
    void exportTheOnlyPartition() throws IOException {
        Path folder = temp.resolve("hunt");
        pack = temp.resolve("hunt.lode");
        in = temp.resolve("in");
        mustDo("generate", folder.toString(), "--rooms=1", "--cells=40000", "--keys=3");
        mustDo("pack", folder.toString(), "-o", pack.toString());
        partition = String.valueOf(SliceKillTest.onlyPartition(pack));
        slice = temp.resolve("one.slice");
        mustDo("slice", "export", pack.toString(), partition, "-o", slice.toString());
    }

    @Test
    void aPipeThatBreaksIsGoneOnWithFromWhatIsThere() throws Exception {
        byte[] whole = Files.readAllBytes(slice);
        var process =
                importFrom("-", "--set", "slice.checkpointBytes=1MiB")
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("first.txt").toFile())
                        .start();
        try (var out = process.getOutputStream()) {
            out.write(Arrays.copyOf(whole, whole.length * 2 / 3));
            out.flush();
            Path journal = in.resolve("journal");
            Eventually.holds(
                    "a part is noted", () -> Files.exists(journal) && Files.size(journal) > 200);
            var second = Program.finish(temp, importFrom(slice.toString()));
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("is in use by process " + process.pid());
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isNotZero();

        Matcher rest = restOf();
        var bad =
                Program.run(
                        temp,
                        "slice",
                        "export",
                        pack.toString(),
                        partition,
                        "-o",
                        "-",
                        "--from",
                        rest.group(1),
                        "--hash",
                        "0123456789abcdef");
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.err()).contains("begin the slice anew");
        var pipeline =
                ProcessBuilder.startPipeline(
                        List.of(
                                Program.lode(
                                        temp,
                                        "slice",
                                        "export",
                                        pack.toString(),
                                        partition,
                                        "-o",
                                        "-",
                                        "--from",
                                        rest.group(1),
                                        "--hash",
                                        rest.group(2)),
                                importFrom("-", "--rest-of", partition)));
        for (Process one : pipeline) {
            assertThat(one.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(one.exitValue()).isZero();
        }
        mustBeWhole();
    }

    @Test
    void rangesOfAnObjectAreAStream() throws Exception {
        var target =
                new ArchiveTarget(
                        Optional.of(SharedS3.server().endpoint()),
                        S3Server.BUCKET,
                        "us-east-1",
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        String name = "slices/" + System.nanoTime();
        try (var store = new S3Stores().open(target)) {
            store.put(name, Files.readAllBytes(slice));
        }
        long half = Files.size(slice) / 2;
        var cut = fed(range(name, "bytes=0-" + half), "--set", "slice.checkpointBytes=1MiB");
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.err()).contains("the slice is cut here");

        Matcher rest = restOf();
        var done = fed(range(name, "bytes=" + rest.group(1) + "-"), "--rest-of", partition);

        assertThat(done.err()).contains("goes on with partition " + partition);
        assertThat(done.status()).isZero();
        mustBeWhole();
    }

    /// A range of an object, in a file.
    private Path range(String name, String range) throws Exception {
        URI object = SharedS3.server().endpoint().resolve("/" + S3Server.BUCKET + "/" + name);
        Path file = temp.resolve("range");
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(object).header("Range", range).build();
            assertThat(http.send(request, BodyHandlers.ofFile(file)).statusCode()).isEqualTo(206);
        }
        return file;
    }

    private Program.Run fed(Path input, String... more) throws Exception {
        return Program.finish(temp, importFrom("-", more).redirectInput(input.toFile()));
    }

    private ProcessBuilder importFrom(String from, String... more) {
        var words = new ArrayList<>(List.of("slice", "import", from, "--into", in.toString()));
        words.addAll(List.of(more));
        return Program.lode(temp, words.toArray(String[]::new));
    }

    private Matcher restOf() {
        var parts = CommandLine.of("slice", "parts", in.toString());
        assertThat(parts.status()).as(parts.err()).isZero();
        Matcher rest = REST.matcher(parts.out());
        assertThat(rest.find()).as(parts.out()).isTrue();
        assertThat(Long.parseLong(rest.group(1))).isGreaterThan(1 << 20);
        return rest;
    }

    private void mustBeWhole() {
        var verified = CommandLine.of("verify", in.toString());
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("1 partitions in 1 files");
    }

    private static void mustDo(String... words) {
        var run = CommandLine.of(words);
        assertThat(run.status()).as(run.err()).isZero();
    }
}
