package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `lode pack`, killed at points of its way: there is never half a pack under the pack's name.
final class PackKillTest {
    private static final int ROUNDS = 6;
    private static final int RESUMED_ROUNDS = 4;
    private static final int CELLS = 30_000;

    private final long seed = Long.getLong("lode.seed", System.nanoTime());

    @TempDir Path temp;
    private final List<String> knobs = new ArrayList<>();

    /// Whether it is time.
    private interface Condition {
        boolean holds() throws IOException;
    }

    @Test
    void saysWhatToDoWhereTheHeapIsFullAndTheNextPackGoesOn() throws Exception {
        var made =
                CommandLine.of(
                        "generate",
                        temp.resolve("hunt").toString(),
                        "--rooms=50",
                        "--cells=1000",
                        "--keys=20");
        assertThat(made.status()).as(made.err()).isZero();
        Path pack = temp.resolve("hunt.lode");
        var little = Program.lode(temp, "pack", "hunt");
        little.environment().put("LODE_HEAP", "12m");
        var full = Program.finish(temp, little);
        assertThat(full.status()).isEqualTo(3);
        assertThat(full.err())
                .contains("lode: the heap is full", "LODE_HEAP=1g", "docs/operate/memory.md");
        assertThat(pack).doesNotExist();
        var next = Program.run(temp, "pack", "hunt");
        assertThat(next.status()).as(next.err()).isZero();
        assertThat(next.err()).contains("going on with");
        assertThat(CommandLine.of("verify", pack.toString()).status()).isZero();
    }

    @Test
    void leavesAWholePackOrNoneAndTheNextCleansUpAndSaysSo() throws Exception {
        System.out.println("PackKillTest: seed " + seed + " (-Dlode.seed=N)");
        var random = new Random(seed);
        Path folder = temp.resolve("hunt");
        var made =
                CommandLine.of(
                        "generate",
                        folder.toString(),
                        "--rooms=50",
                        "--cells=" + CELLS,
                        "--keys=20",
                        "--seed=7");
        assertThat(made.status()).as(made.err()).isZero();
        Path out = Files.createDirectory(temp.resolve("out"));
        Path pack = out.resolve("hunt.lode");
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // From the first trace of the work on; the last one early, so that something is left.
            long enough = round == ROUNDS - 1 ? 0 : random.nextLong(8L << 20);
            killed += killWhenBytesAreThere(folder, pack, enough) ? 1 : 0;
            if (Files.exists(pack)) {
                var verified = CommandLine.of("verify", pack.toString());
                assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
                Files.delete(pack);
            } else {
                var verified = CommandLine.of("verify", pack.toString());
                assertThat(verified.status()).isEqualTo(1);
                assertThat(verified.err()).contains(pack + ": ");
            }
        }
        assertThat(killed).as("packs killed on their way, seed %d", seed).isPositive();
        boolean left = Files.exists(out.resolve("hunt.lode.tmp"));
        assertThat(left).as("the last was killed on its way, seed %d", seed).isTrue();
        var packed = CommandLine.of("pack", folder.toString(), "-o", pack.toString());
        assertThat(packed.status()).as(packed.err()).isZero();
        assertThat(packed.err()).contains("hunt.lode.tmp");
        assertThat(names(out)).containsExactly("hunt.lode", "hunt.secret");
        var verified =
                CommandLine.of(
                        "verify",
                        pack.toString(),
                        "--secret",
                        out.resolve("hunt.secret").toString());
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("all 20 keys");
    }

    @ParameterizedTest(name = "sorted: {0}")
    @ValueSource(booleans = {false, true})
    void goesOnWhereItWasKilledAndGivesThePackOfAnUndisturbedRun(boolean sorted) throws Exception {
        System.out.println("PackKillTest: seed " + seed + " (-Dlode.seed=N)");
        var random = new Random(seed);
        Path folder = temp.resolve("hunt");
        List<String> generate =
                new ArrayList<>(
                        List.of(
                                "generate",
                                folder.toString(),
                                "--rooms=50",
                                "--cells=" + CELLS,
                                "--keys=20",
                                "--seed=7"));
        if (sorted) {
            generate.add("--sorted");
        }
        var made = CommandLine.of(generate.toArray(String[]::new));
        assertThat(made.status()).as(made.err()).isZero();
        Path calm = Files.createDirectory(temp.resolve("calm")).resolve("hunt.lode");
        if (sorted) { // one of the two with a dictionary, which the next pack must make again
            knobs.addAll(List.of("--set", "pack.dictionaryBytes=8KiB"));
        }
        var undisturbed = pack(folder, calm);
        assertThat(undisturbed.status()).as(undisturbed.err()).isZero();
        Path out = Files.createDirectory(temp.resolve("out"));
        Files.copy(calm.resolveSibling("hunt.secret"), out.resolve("hunt.secret"));
        Path pack = out.resolve("hunt.lode");
        Path runs = out.resolve("hunt.lode.tmp.runs");
        Path merged = out.resolve(sorted ? "hunt.lode.tmp.blobs" : "hunt.lode.tmp");
        int killed = 0;
        for (int round = 0; round < RESUMED_ROUNDS; round++) {
            boolean whileMerging = round == RESUMED_ROUNDS / 2;
            long enough = whileMerging ? random.nextLong(8L << 20) : 0;
            int notes = notes(runs) + 1 + random.nextInt(8);
            boolean ended =
                    killWhen(
                            folder,
                            pack,
                            () -> whileMerging ? size(merged) > enough : notes(runs) >= notes);
            killed += ended ? 1 : 0;
            if (Files.exists(pack)) {
                assertThat(pack).hasSameBinaryContentAs(calm);
                Files.delete(pack);
            }
        }
        boolean left = notes(runs) > 0;
        var packed = pack(folder, pack);
        assertThat(packed.status()).as(packed.err()).isZero();
        Matcher said = Pattern.compile("going on with (\\d+) cells").matcher(packed.err());
        assertThat(said.find()).as("seed %d: %s", seed, packed.err()).isEqualTo(left);
        int resumed = left ? Integer.parseInt(said.group(1)) : 0;
        System.out.printf(
                "PackKillTest: %d of %d killed, %d of %d cells were not sorted again%n",
                killed, RESUMED_ROUNDS, resumed, CELLS);
        assertThat(killed).as("seed %d", seed).isPositive();
        assertThat(pack).hasSameBinaryContentAs(calm);
        assertThat(names(out)).containsExactly("hunt.lode", "hunt.secret");
    }

    private Program.Run pack(Path folder, Path pack) {
        List<String> words = new ArrayList<>(List.of("pack", folder.toString()));
        words.addAll(List.of("-o", pack.toString()));
        words.addAll(knobs);
        return CommandLine.of(words.toArray(String[]::new));
    }

    private static int notes(Path runs) {
        String[] names = runs.toFile().list();
        return names == null
                ? 0
                : (int) Arrays.stream(names).filter(name -> name.endsWith(".note")).count();
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    /// Kills a pack once it has written some.
    ///
    /// @return whether it was killed before its end
    private boolean killWhenBytesAreThere(Path folder, Path pack, long enough) throws Exception {
        return killWhen(folder, pack, () -> written(pack) > enough);
    }

    /// Kills a pack once something holds.
    ///
    /// @return whether it was killed before its end
    private boolean killWhen(Path folder, Path pack, Condition enough) throws Exception {
        Path output = Files.createTempFile(temp, "pack", ".txt");
        List<String> words = new ArrayList<>(List.of("pack", folder.toString()));
        words.addAll(List.of("-o", pack.toString()));
        words.addAll(List.of("--set", "pack.sortBytes=1MiB", "--set", "pack.workers=2"));
        words.addAll(knobs);
        var process =
                Program.lode(temp, words.toArray(String[]::new))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            Eventually.holds(
                    "a moment to kill the pack, seed " + seed,
                    () -> !process.isAlive() || enough.holds());
        } finally {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        assertThat(status).as(Files.readString(output)).isIn(0, 128 + 9);
        return status != 0;
    }

    /// Bytes that lie beside the pack to be, while its maker makes files and takes them away.
    private static long written(Path pack) throws IOException {
        var bytes = new AtomicLong();
        Files.walkFileTree(
                pack.getParent(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".tmp")
                                || file.toString().contains(".tmp.runs")) {
                            bytes.addAndGet(attributes.size());
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return bytes.get();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return new ArrayList<>(
                    list.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
