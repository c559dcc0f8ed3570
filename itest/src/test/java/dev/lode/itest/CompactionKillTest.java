package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that takes cells in and compacts all the time, killed at points of its way: what was
/// acknowledged is there, and what the compactor has left is removed with a line that says so.
final class CompactionKillTest {
    private static final String HUNT = "compacted";
    private static final int ROUNDS = 3;
    private static final int BATCH = 8;
    private static final int BATCHES_MAX = 40;
    private static final String[] KNOBS = {
        "store.overlayBytes=1MiB",
        "store.extentsMax=1",
        "store.compactBytesPerSecond=6MiB",
        "edge.session.messagesPerSecond=1000000",
        "edge.session.messagesBurst=1000000"
    };

    private final long seed = Long.getLong("lode.seed", System.nanoTime());

    private final NumberedCells cells = new NumberedCells(HUNT);
    @TempDir Path temp;
    private volatile boolean killing;
    private volatile String trouble = "";

    @Test
    void losesNothingThatWasAcknowledgedAndCleansUp() throws Exception {
        System.out.println("CompactionKillTest: seed " + seed + " (-Dlode.seed=N)");
        var random = new SplittableRandom(seed);
        SmallHunt hunt = cells.pack(temp);
        Path data = temp.resolve("data");
        var acknowledged = new AtomicInteger();
        int left = 0;
        int midway = 0;
        List<String> before = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = ServerProcess.start(data, KNOBS)) {
                if (round == 0) {
                    server.open(hunt.pack(), HUNT);
                }
                mustHaveCleaned(server, before);
                cells.mustBeThere(server, acknowledged.get(), 97);
                int enough = acknowledged.get() + BATCH * (1 + random.nextInt(BATCHES_MAX));
                boolean whileWriting = round % 2 == 0;
                Thread adding =
                        Thread.ofPlatform().start(() -> addUntilKilled(server, acknowledged));
                Eventually.holds(
                        "additions, seed " + seed,
                        () ->
                                !adding.isAlive()
                                        || (acknowledged.get() >= enough
                                                && (!whileWriting || !temps(data).isEmpty())));
                killing = true;
                server.kill();
                adding.join();
                assertThat(trouble).as("while it lived, seed %d", seed).isEmpty();
            }
            before = temps(data);
            midway += before.isEmpty() ? 0 : 1;
            left += before.size();
        }
        assertThat(midway).as("killed while an extent was written, seed %d", seed).isPositive();
        try (var server = ServerProcess.start(data, KNOBS)) {
            mustHaveCleaned(server, before);
            cells.mustBeThere(server, acknowledged.get(), 2);
            server.terminate();
            assertThat(server.await()).isZero();
        }
        var verified = CommandLine.of("verify", store(data).getParent().toString());
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
        System.out.printf(
                "%d cells acknowledged, %d kills left %d files half written%n",
                acknowledged.get(), midway, left);
    }

    /// Adds batch after batch; counts each that the server has acknowledged.
    private void addUntilKilled(ServerProcess server, AtomicInteger acknowledged) {
        var operator = server.operator();
        try {
            while (true) {
                int first = acknowledged.get();
                var lines = new StringBuilder();
                for (int i = first; i < first + BATCH; i++) {
                    lines.append(cells.line(i));
                }
                assertThat(operator.add(HUNT, lines.toString())).isEqualTo(BATCH);
                acknowledged.addAndGet(BATCH);
            }
        } catch (IOException e) {
            // Killed: these may be there or not, and are added again.
            if (!killing) {
                trouble = e.toString();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void mustHaveCleaned(ServerProcess server, List<String> before)
            throws IOException {
        for (String name : before) {
            assertThat(server.err())
                    .containsPattern(
                            "removed \\S+" + name + " \\([0-9]+ bytes\\), left by a compaction");
        }
    }

    private static List<String> temps(Path data) throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(store(data), "*.lode.tmp")) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    private static Path store(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.endsWith("content.store")).findFirst().orElseThrow();
        }
    }
}
