package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir Path folder;

    @Test
    void isReadableByItsOwnerAloneAndGivesTheSecretBack() throws IOException {
        Path file = folder.resolve("world.secret");
        SecretFile.write(file, TestHunt.SECRET);
        assertThat(SecretFile.read(file)).isEqualTo(TestHunt.SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("world.secret");
    }

    @Test
    void isNeverOverwrittenByTheSecretOfAnotherPack() throws IOException {
        Path file = folder.resolve("world.secret");
        SecretFile.write(file, TestHunt.SECRET);
        SecretFile.write(file, TestHunt.SECRET);
        assertThatThrownBy(() -> SecretFile.write(file, other()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not overwritten");
        assertThat(SecretFile.read(file)).isEqualTo(TestHunt.SECRET);
    }

    @Test
    void isMadeForANewPackAndTakenUpForTheSameOne() throws IOException {
        Path pack = folder.resolve("world.lode");
        var said = new ArrayList<String>();
        byte[] secret = SecretFile.forPack(pack, saying(said));
        assertThat(said).isEmpty();
        assertThat(SecretFile.forPack(pack, saying(said))).isEqualTo(secret);
        assertThat(said).hasSize(1).allMatch(line -> line.contains("was not finished"));
        packWith(pack, secret);
        assertThat(SecretFile.forPack(pack, saying(said))).isEqualTo(secret);
        assertThat(said).hasSize(1);
    }

    @Test
    void aTemporaryOneThatAKilledPackLeftIsRemovedAndSaid() throws IOException {
        Path left = Files.writeString(folder.resolve("world.secret.tmp"), "half a sec");
        var said = new ArrayList<String>();
        SecretFile.forPack(folder.resolve("world.lode"), saying(said));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("removed " + left));
        assertThat(names()).containsExactly("world.secret");
    }

    @Test
    void isNotTakenWhereItBelongsToAnotherPack() throws IOException {
        Path pack = folder.resolve("world.lode");
        packWith(pack, other());
        assertThatThrownBy(() -> SecretFile.forPack(pack, PackProgress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its secret")
                .hasMessageContaining("bring the secret back");
        SecretFile.write(SecretFile.of(pack), TestHunt.SECRET);
        assertThatThrownBy(() -> SecretFile.forPack(pack, PackProgress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to another pack");
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNone() throws IOException {
        Path file = folder.resolve("world.secret");
        assertThatThrownBy(() -> SecretFile.read(file)).hasMessageContaining("is not there");
        SecretFile.write(file, TestHunt.SECRET);
        String good = Files.readString(file);
        var bad =
                List.of(
                        "",
                        "{}",
                        good.substring(0, good.length() / 2),
                        good.replace("\"format\":1", "\"format\":2"),
                        good.replace("3031", "3032"),
                        good + good,
                        "x".repeat(1 << 20));
        for (String text : bad) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> SecretFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not a secret file");
        }
    }

    @Test
    void liesBesideItsPack() {
        assertThat(SecretFile.of(Path.of("a/world.lode"))).isEqualTo(Path.of("a/world.secret"));
        assertThat(SecretFile.of(Path.of("world"))).isEqualTo(Path.of("world.secret"));
    }

    private static byte[] other() {
        byte[] other = TestHunt.SECRET.clone();
        other[0] ^= 1;
        return other;
    }

    private static void packWith(Path pack, byte[] secret) throws IOException {
        try (var writer = PackWriter.create(pack, TestHunt.options())) {
            writer.finish(TestHunt.META, SectionWriter.EMPTY, secret);
        }
    }

    private static PackProgress saying(List<String> into) {
        return new PackProgress() {
            @Override
            public void at(Stage stage, long done, long total) {}

            @Override
            public void note(String text) {
                into.add(text);
            }
        };
    }

    private String[] names() throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString()).toArray(String[]::new);
        }
    }
}
