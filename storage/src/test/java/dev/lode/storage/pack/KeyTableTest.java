package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {
    @TempDir Path folder;

    @Test
    void refusesTheSecretOfAnotherPack() throws IOException {
        Path file = packed(9);
        byte[] other = TestHunt.SECRET.clone();
        other[31] ^= 1;
        try (var pack = Pack.open(file)) {
            assertThatThrownBy(() -> pack.unsealKeys(other))
                    .isInstanceOf(SecretMismatch.class)
                    .hasMessageContaining(SecretFile.id(other).toString())
                    .hasMessageContaining(".secret");
        }
    }

    @Test
    void tellsNeitherCellsNorNamesWithoutTheSecret() throws IOException {
        byte[] bytes = Files.readAllBytes(packed(30));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("key-1").doesNotContain("prize-1");
        Section keys = keys(folder.resolve("keys.lode"));
        assertThat(keys.bytes()).isEqualTo(30 * 192);
    }

    @Test
    void refusesARecordThatWasChangedThoughItsChecksumsWereMadeToFit() throws IOException {
        for (int at : new int[] {0, 15, 16, 27, 28, 100, 175, 176, 191}) {
            Path file = packed(5);
            Section keys = keys(file);
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(keys.at() + at);
                int old = open.read();
                open.seek(keys.at() + at);
                open.write(old ^ 0x40);
            }
            TestForger.fitPage(file, keys, 0);
            try (var pack = Pack.open(file)) {
                assertThatThrownBy(() -> pack.unsealKeys(TestHunt.SECRET))
                        .as("byte %d", at)
                        .isInstanceOf(DamagedPack.class)
                        .hasMessageContaining("a sealed key");
            }
        }
    }

    @Test
    void commitsToKeysThatAnyoneCanCheckOnceTheyAreRevealed() throws Exception {
        var hunt = TestHunt.random(new SplittableRandom(10), 5, 50, 7);
        Path file = folder.resolve("revealed.lode");
        PackInfo info = hunt.pack(file);
        List<RevealedKey> revealed = Commitments.reveal(TestHunt.SECRET, hunt.hidden());
        assertThat(Commitments.root(revealed)).isEqualTo(info.merkleRoot()).isEqualTo(root(hunt));
        for (int i = 0; i < revealed.size(); i++) {
            RevealedKey key = revealed.get(i);
            for (RevealedKey other :
                    List.of(
                            new RevealedKey(
                                    key.salt(),
                                    key.cell() + 1,
                                    key.keyId(),
                                    key.prizeId(),
                                    key.stock()),
                            new RevealedKey(
                                    key.salt(), key.cell(), "x", key.prizeId(), key.stock()),
                            new RevealedKey(key.salt(), key.cell(), key.keyId(), "x", key.stock()),
                            new RevealedKey(
                                    key.salt(), key.cell(), key.keyId(), key.prizeId(), 99))) {
                var changed = new ArrayList<>(revealed);
                changed.set(i, other);
                assertThat(Commitments.root(changed)).isNotEqualTo(info.merkleRoot());
            }
        }
        assertThat(Commitments.root(revealed.subList(1, 7))).isNotEqualTo(info.merkleRoot());
    }

    /// The root by the letter of docs/format/pack.md, with nothing of Lode's own.
    private static String root(TestHunt hunt) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TestHunt.SECRET, "HmacSHA256"));
        List<byte[]> level = new ArrayList<>();
        for (HiddenKey key : hunt.hidden()) {
            byte[] cell = new byte[8];
            MemorySegment.ofArray(cell).set(Layouts.I64, 0, key.cell());
            mac.update("salt".getBytes(StandardCharsets.US_ASCII));
            byte[] salt = Arrays.copyOf(mac.doFinal(cell), 16);
            byte[] stock = {(byte) key.stock(), 0, 0, 0};
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) 0);
            sha.update(salt);
            sha.update(cell);
            for (String name : List.of(key.keyId(), key.prizeId())) {
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                sha.update((byte) bytes.length);
                sha.update(bytes);
            }
            level.add(sha.digest(stock));
        }
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                if (i + 1 == level.size()) {
                    above.add(level.get(i));
                    continue;
                }
                var sha = MessageDigest.getInstance("SHA-256");
                sha.update((byte) 1);
                sha.update(level.get(i));
                above.add(sha.digest(level.get(i + 1)));
            }
            level = above;
        }
        return HexFormat.of().formatHex(level.getFirst());
    }

    private Path packed(int keys) throws IOException {
        Path file = folder.resolve("keys.lode");
        TestHunt.random(new SplittableRandom(keys), 5, 60, keys).pack(file);
        return file;
    }

    private static Section keys(Path file) throws IOException {
        try (var open = FileChannel.open(file)) {
            return PackFile.frame(file, open).section(Section.Kind.KEYS);
        }
    }
}
