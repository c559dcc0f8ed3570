package dev.lode.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From nothing to a checked pack by the command line, and what it says on the way of bad input.
final class ContentCommandsTest {
    @TempDir Path temp;

    private Path hunt(String seed) {
        Path folder = temp.resolve("hunt-" + seed);
        var run =
                CommandLineRun.of(
                        "generate",
                        folder.toString(),
                        "--rooms=5",
                        "--cells=200",
                        "--keys=4",
                        "--seed",
                        seed);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith(folder + ": 5 rooms, 200 cells, 4 keys, ");
        return folder;
    }

    private Path pack(String seed) {
        Path pack = temp.resolve(seed + ".lode");
        var run = CommandLineRun.of("pack", hunt(seed).toString(), "-o", pack.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(pack + ": 5 rooms, 200 cells, 4 keys", "commitment to the keys: ");
        return pack;
    }

    private static void refused(int status, String text, String... words) {
        var run = CommandLineRun.of(words);
        assertThat(run.err()).contains(text);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void findsNothingWrongWithWhatItGenerated() {
        var run = CommandLineRun.of("lint", hunt("1").toString());
        assertThat(run.out()).contains("5 rooms, 200 cells, 4 keys: nothing found");
        assertThat(run.status()).isZero();
    }

    @Test
    void saysWhatIsInAPackAndThatItIsSound() {
        Path pack = pack("1");
        var inspected = CommandLineRun.of("inspect", pack.toString());
        assertThat(inspected.out())
                .contains("synthetic", "5 in ", "200; documents", pack + ": sound");
        assertThat(inspected.status()).isZero();
        Path secret = temp.resolve("1.secret");
        var verified = CommandLineRun.of("verify", pack.toString(), "--secret", secret.toString());
        assertThat(verified.out()).contains("all 4 keys are those committed to");
        assertThat(verified.status()).isZero();
    }

    @Test
    void failsOnAPackWithOneFlippedBitAndNamesThePlace() throws IOException {
        Path pack = pack("1");
        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2] ^= 1;
        Files.write(pack, bytes);
        for (String command : new String[] {"inspect", "verify"}) {
            var run = CommandLineRun.of(command, pack.toString());
            assertThat(run.out() + run.err()).contains(pack.toString(), "byte ");
            assertThat(run.status()).isEqualTo(1);
        }
    }

    @Test
    void refusesTheSecretOfAnotherPack() {
        Path pack = pack("1");
        pack("2");
        var run =
                CommandLineRun.of(
                        "verify", pack.toString(), "--secret", temp.resolve("2.secret").toString());
        assertThat(run.err()).contains("was sealed with secret", "give the .secret file");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void namesFileAndLineOfABrokenFolderAndLeavesTheOldPackAlone() throws IOException {
        Path pack = pack("1");
        byte[] before = Files.readAllBytes(pack);
        Path folder = Files.createDirectories(temp.resolve("broken"));
        Files.writeString(folder.resolve("hunt.yaml"), "name: broken\ntitle: t\nprizes: []\n");
        Files.writeString(
                folder.resolve("rooms.jsonl"),
                "{\"room\":\"a\",\"sites\":[{\"title\":\"s\",\"entry\":true}]}\n{oops\n");
        Files.writeString(folder.resolve("cells.jsonl"), "");
        var linted = CommandLineRun.of("lint", folder.toString());
        assertThat(linted.out()).contains(folder.resolve("rooms.jsonl") + ":2: ");
        assertThat(linted.status()).isEqualTo(1);
        refused(
                1,
                "lode: " + folder.resolve("rooms.jsonl") + ":2: ",
                "pack",
                folder.toString(),
                "-o",
                pack.toString());
        assertThat(Files.readAllBytes(pack)).isEqualTo(before);
    }

    @Test
    void namesWhatIsNotThere() {
        String none = temp.resolve("none").toString();
        refused(1, none, "pack", none);
        refused(1, none, "inspect", none);
        refused(1, none, "verify", none);
        refused(2, "Missing required parameter: 'FOLDER'", "lint");
        refused(
                2,
                "'many' is not a whole number",
                "generate",
                none,
                "--rooms=many",
                "--cells=1",
                "--keys=1");
    }
}
