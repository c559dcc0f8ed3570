package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log in a real folder: whose it is, and what a killed process leaves.
final class WalFolderTest {
    static final WalConfig CONFIG =
            new WalConfig(128 << 10, 16 << 10, 100L * (128 << 10), 2, WalConfig.Device.AUTO);

    @TempDir private Path temp;

    private Process start() throws IOException, URISyntaxException {
        Path base =
                Path.of(Id128.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String classes = String.join(":", "target/classes", "target/test-classes", base.toString());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        List.of(
                                java.toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                classes,
                                "dev.lode.storage.wal.WalProcess",
                                temp.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aKilledProcessLeavesWhatItAcknowledgedAndItsFolder() throws Exception {
        var random = new SplittableRandom(Long.getLong("lode.seed", 3));
        long acknowledged = 0;
        for (int round = 0; round < 4; round++) {
            Process process = start();
            try (BufferedReader out = process.inputReader(UTF_8)) {
                long more = random.nextInt(1, 120);
                for (int i = 0; i < more; i++) {
                    acknowledged = Long.parseLong(Objects.requireNonNull(out.readLine()));
                }
                if (round == 0) {
                    assertThatThrownBy(() -> Wal.open(temp, CONFIG))
                            .isInstanceOf(FolderInUse.class)
                            .hasMessageContaining("process " + process.pid());
                    assertThatThrownBy(() -> Wal.openReadOnly(temp))
                            .isInstanceOf(FolderInUse.class);
                }
                process.toHandle().destroyForcibly(); // leaves its output to be read
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    acknowledged = line.isEmpty() ? acknowledged : Long.parseLong(line);
                }
                process.waitFor();
            }
            try (Wal wal = Wal.openReadOnly(temp)) {
                assertThat(wal.lastIndex(1)).isBetween(acknowledged, acknowledged + 1);
                wal.replay(
                        1,
                        0,
                        entry ->
                                assertThat(new String(entry.bytes(), UTF_8))
                                        .startsWith("entry " + entry.index()));
            }
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Path file = temp.resolve("file");
        Files.writeString(file, "in the way");
        assertThatThrownBy(() -> Wal.open(file, CONFIG)).hasMessageContaining("file");
        assertThatThrownBy(() -> Wal.open(Path.of("/proc/lode-wal"), CONFIG))
                .hasMessageContaining("/proc/lode-wal");
    }

    @Test
    void anInterruptedCreationIsCleanedUp() throws IOException {
        Files.writeString(temp.resolve(Format.segmentName(1) + ".tmp"), "half a segment");
        Wal.open(temp, CONFIG).close();
        try (var files = Files.list(temp)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void aFolderIsFreeAgainAfterAFailedOpening() throws IOException {
        Wal.open(temp, CONFIG).close();
        byte[] meta = Files.readAllBytes(temp.resolve(Format.META));
        Files.write(temp.resolve(Format.META), new byte[Format.Meta.BYTES]);
        assertThatThrownBy(() -> Wal.open(temp, CONFIG)).isInstanceOf(DamagedLog.class);
        Files.write(temp.resolve(Format.META), meta);
        Wal.open(temp, CONFIG).close();
    }

    @Test
    void aLogOfAnotherNodeFolderIsRefused() throws IOException {
        var mine = new Id128(1, 2);
        Wal.open(temp, CONFIG, mine).close();
        Wal.open(temp, CONFIG, mine).close();
        assertThatThrownBy(() -> Wal.open(temp, CONFIG, new Id128(3, 4)))
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining(Format.META)
                .hasMessageContaining(mine.toString())
                .hasMessageContaining("bring back the one that was here");
        assertThatThrownBy(
                        () -> {
                            Path other = temp.resolve("other");
                            Wal.open(other, CONFIG, new Id128(3, 4)).close();
                            Files.copy(
                                    other.resolve(Format.segmentName(1)),
                                    temp.resolve(Format.segmentName(1)),
                                    StandardCopyOption.REPLACE_EXISTING);
                            Wal.open(temp, CONFIG, mine);
                        })
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining("belongs to another log")
                .hasMessageContaining(Format.segmentName(1));
    }

    @Test
    void aFileThatShrinksUnderTheLogIsAnErrorAndNoMore() throws IOException {
        try (Wal wal = Wal.open(temp, CONFIG)) {
            for (int i = 1; i <= 40; i++) {
                byte[] data = ("entry " + i + "z".repeat(9000)).getBytes(UTF_8);
                wal.append(1, List.of(WalEntry.of(i, 1, (byte) 0, data)));
            }
            Path oldest = temp.resolve(Format.segmentName(1));
            try (FileChannel file = FileChannel.open(oldest, StandardOpenOption.WRITE)) {
                file.truncate(Format.BLOCK + 100);
            }
            assertThatThrownBy(() -> wal.read(1, 1))
                    .isInstanceOf(DamagedLog.class)
                    .hasMessageContaining(Format.segmentName(1))
                    .hasMessageContaining("the file ends within it");
            assertThat(wal.read(1, 40)).isNotNull();
            wal.append(1, List.of(WalEntry.of(41, 1, (byte) 0, new byte[10])));
        }
        assertThatThrownBy(() -> Wal.open(temp, CONFIG))
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining("it has 4196 bytes");
    }

    @Test
    void figuresThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> new WalConfig(1000, 4096, 1 << 20, 1, WalConfig.Device.AUTO))
                .hasMessageContaining("4096");
        assertThatThrownBy(() -> new WalConfig(65_536, 32_768, 1 << 20, 1, WalConfig.Device.AUTO))
                .hasMessageContaining("quarter");
        assertThatThrownBy(() -> new WalConfig(65_536, 8192, 100_000, 1, WalConfig.Device.AUTO))
                .hasMessageContaining("wal.diskBudget");
    }
}
