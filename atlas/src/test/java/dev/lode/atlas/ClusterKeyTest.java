package dev.lode.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterKeyTest {
    private static final Id128 HUNT = new Id128(1, 2);

    @TempDir private Path temp;

    @Test
    void opensWhatItWrappedForThatPurposeAlone() {
        ClusterKey key = ClusterKey.of(new byte[32]);
        byte[] secret = {1, 2, 3};
        byte[] wrapped = key.wrap(secret, "pass key", HUNT);
        assertThat(key.unwrap(wrapped, "pass key", HUNT)).isEqualTo(secret);
        assertThat(key.wrap(secret, "pass key", HUNT)).isNotEqualTo(wrapped);
        assertThatThrownBy(() -> key.unwrap(wrapped, "capsule key", HUNT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> key.unwrap(wrapped, "pass key", new Id128(1, 3)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int at = 0; at < wrapped.length; at++) {
            byte[] bad = wrapped.clone();
            bad[at] ^= 1;
            assertThatThrownBy(() -> key.unwrap(bad, "pass key", HUNT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isMadeForAnEmptyFolderThenReadAgainAndThatIsSaid() throws IOException {
        Path file = temp.resolve("keys/cluster.key");
        var said = new ArrayList<String>();
        ClusterKey key = ClusterKey.readOrCreate(file, temp.resolve("data"), said::add);
        assertThat(said).hasSize(1).first().asString().contains(file.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        ClusterKey again = ClusterKey.readOrCreate(file, temp.resolve("data"), said::add);
        assertThat(again.check()).isEqualTo(key.check());
        assertThat(said).hasSize(1);
    }

    @Test
    void isNotMadeWhereDataLiesAlready() throws IOException {
        Files.createFile(temp.resolve("something"));
        Path file = temp.resolve("cluster.key");
        assertThatThrownBy(() -> ClusterKey.readOrCreate(file, temp, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is missing")
                .hasMessageContaining("cluster.keyFile");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void aFileThatIsOpenToOthersOrNoKeyIsRefused() throws IOException {
        Path file = temp.resolve("cluster.key");
        ClusterKey.readOrCreate(file, temp, _ -> {});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ClusterKey.read(file)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "not a key");
        assertThatThrownBy(() -> ClusterKey.read(file)).hasMessageContaining("64 lowercase hex");
    }
}
