package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.HeadMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A pack is cut piece by piece under readers whose code is compiled already: they refuse, the JVM
/// lives on, and no answer is wrong.
class CutPackTest {
    private static final long SEED = Long.getLong("lode.seed", 4);

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void readersOfAPackThatIsCutRefuseAndLiveOn(HeadMemory heads) throws Exception {
        Path file = folder.resolve("cut.lode");
        TestHunt.random(new SplittableRandom(SEED), 40, 900, 5).pack(file);
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-ea",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                                "-XX:-CreateCoredumpOnCrash",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                classPath(),
                                "dev.lode.storage.pack.CutPackProcess",
                                file.toString(),
                                heads.name(),
                                Long.toString(SEED))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("refused [1-9]");
    }

    /// What a JVM needs to read and write packs.
    static String classPath() throws Exception {
        return path(Pack.class)
                + ":"
                + path(TestHunt.class)
                + ":"
                + path(CellKey.class)
                + ":"
                + path(LZ4Factory.class);
    }

    private static Path path(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
