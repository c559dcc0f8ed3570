package dev.lode.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every seed of every target, and some hundred inputs that are like them.
///
/// `-Dlode.seed=N` takes other ones. The long run, guided by coverage: CONTRIBUTING.md.
class SeedReplayTest {
    private static final int LIKE_THEM = 700;
    private static final Path SEEDS = seeds();

    private final long seed = Long.getLong("lode.seed", 1);

    private static Path seeds() {
        try {
            var url = SeedReplayTest.class.getResource("/fuzz");
            if (url == null) {
                throw new AssertionError("no seeds");
            }
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Set<String> targets() {
        return Targets.ALL.keySet();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void seedsAndInputsLikeThemFindNothing(String target) throws IOException {
        List<byte[]> seeds = seedsOf(target);
        assertThat(seeds).as("seeds of %s", target).isNotEmpty();
        for (byte[] input : seeds) {
            take(target, input);
        }
        var random = new SplittableRandom(seed);
        for (int i = 0; i < LIKE_THEM; i++) {
            take(target, changed(seeds, random));
        }
    }

    private void take(String target, byte[] input) {
        try {
            Targets.ALL.getOrDefault(target, _ -> {}).take(input.clone());
        } catch (Exception | Error e) {
            throw new AssertionError(
                    target
                            + ", -Dlode.seed="
                            + seed
                            + ": "
                            + e
                            + "; the input: "
                            + HexFormat.of().formatHex(input),
                    e);
        }
    }

    private static List<byte[]> seedsOf(String target) throws IOException {
        try (var files = Files.list(SEEDS.resolve(target))) {
            return files.sorted().map(SeedReplayTest::bytes).toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A seed with some bits flipped, some bytes doubled, left out or taken from another seed.
    private static byte[] changed(List<byte[]> seeds, SplittableRandom random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(bytes.length + 1);
            int length = random.nextInt(Math.min(16, bytes.length - at) + 1);
            switch (random.nextInt(6)) {
                case 0 -> bytes = joined(bytes, at + length, bytes, at);
                case 1 -> bytes = joined(bytes, at, bytes, at + length);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    bytes = joined(bytes, at, other, random.nextInt(other.length + 1));
                }
                case 4 -> {
                    for (int i = at; i < at + length; i++) {
                        bytes[i] = (byte) random.nextInt();
                    }
                }
                default -> {
                    if (at < bytes.length) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] head, int to, byte[] tail, int from) {
        byte[] joined = Arrays.copyOf(head, to + tail.length - from);
        System.arraycopy(tail, from, joined, to, tail.length - from);
        return joined;
    }
}
