package dev.lode.storage.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.storage.archive.Manifest.Chain;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is written to the archive is what docs/format/archive.md says.
///
/// `-Dlode.golden=write` writes the dump anew; look at the difference.
final class ArchiveFormatTest {
    private static final Path PAGE = Path.of("..", "docs", "format", "archive.md");
    private static final String FENCE = "```";
    private static final String MARK = "<!-- dump -->\n" + FENCE + "\n";
    private static final Id128 CLUSTER = new Id128(0x0001020304050607L, 0x08090A0B0C0D0E0FL);
    private static final ArchiveKey KEY = ArchiveKey.of(secret(), 0x1122334455667788L);

    private static byte[] secret() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return secret;
    }

    private static LogEntry entry(long index, String text) {
        return new LogEntry(index, 4, (byte) 1, MemorySegment.ofArray(text.getBytes(UTF_8)));
    }

    private static ObjectHead head(Piece piece, Chain chain) {
        return new ObjectHead(
                ObjectHead.Kind.PIECE,
                CLUSTER,
                2,
                0,
                piece.first(),
                piece.last(),
                piece.count(),
                chain.first(),
                chain.last(),
                chain.hash(),
                0,
                0);
    }

    private static Piece piece() {
        var piece = new Piece();
        assertThat(piece.add(entry(8, "key-003"), 1000)).isTrue();
        assertThat(piece.add(entry(9, "to hunter 7"), 1000)).isTrue();
        return piece;
    }

    private static byte[] sealed(Piece piece) {
        var chain = new Chain(1, 7, new ObjectHash(new Id128(1, 2), new Id128(3, 4)));
        return KEY.seal(head(piece, chain), piece.content(), piece.length(), new ShortTurns());
    }

    @Test
    void theDumpInTheDocumentationIsWhatIsWritten() throws IOException {
        Piece piece = piece();
        byte[] plain = new byte[piece.length()];
        System.arraycopy(piece.content(), 0, plain, 0, plain.length);
        String dump =
                ArchiveNames.piece(8)
                        + "\n"
                        + dump(sealed(piece))
                        + "\nits content, opened\n"
                        + dump(plain);
        String page = Files.readString(PAGE);
        int from = page.indexOf(MARK) + MARK.length();
        int to = page.indexOf(FENCE, from);
        if ("write".equals(System.getProperty("lode.golden"))) {
            Files.writeString(PAGE, page.substring(0, from) + dump + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to)).isEqualTo(dump);
    }

    private static String dump(byte[] bytes) {
        var out = new StringBuilder();
        for (int line = 0; line < bytes.length; line += 16) {
            var hex = new StringBuilder();
            var text = new StringBuilder();
            for (int i = line; i < Math.min(line + 16, bytes.length); i++) {
                hex.append(i % 8 == 0 ? "  " : " ");
                hex.append(String.format(Locale.ROOT, "%02x", bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            out.append(String.format(Locale.ROOT, "%08x%-50s  |%s|%n", line, hex, text));
        }
        return out.toString();
    }

    private static byte[] nonce(byte[] object) {
        return Arrays.copyOfRange(
                object, ObjectHead.NONCE, ObjectHead.NONCE + ObjectHead.NONCE_BYTES);
    }

    @Test
    void theSameContentGivesTheSameBytesAndAnotherContentAnotherNonce() throws IOException {
        byte[] one = sealed(piece());
        assertThat(sealed(piece())).isEqualTo(one);
        var changed = new Piece();
        assertThat(changed.add(entry(8, "key-003"), 1000)).isTrue();
        assertThat(changed.add(entry(9, "to hunter 8"), 1000)).isTrue();
        byte[] other = sealed(changed);
        assertThat(nonce(other)).as("one head, another content").isNotEqualTo(nonce(one));
        Piece longer = piece();
        assertThat(longer.add(entry(10, "later"), 1000)).isTrue();
        other = sealed(longer);
        assertThat(nonce(other)).isNotEqualTo(nonce(one));
        assertThat(Piece.read(ArchiveKey.check(other), KEY.open(other))).hasSize(3);
    }

    @Test
    void anObjectThatWasChangedIsRefusedAlsoUnderARightHash() throws Exception {
        byte[] right = sealed(piece());
        var random = new SplittableRandom(1);
        for (int at = 0; at < right.length - ObjectHash.BYTES; at++) {
            byte[] wrong = right.clone();
            wrong[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> ArchiveKey.check(wrong)).isInstanceOf(DamagedObject.class);
            var digest = java.security.MessageDigest.getInstance("SHA-256");
            digest.update(wrong, 0, wrong.length - ObjectHash.BYTES);
            digest.digest(wrong, wrong.length - ObjectHash.BYTES, ObjectHash.BYTES);
            assertThatThrownBy(
                            () -> {
                                ArchiveKey.check(wrong);
                                KEY.open(wrong);
                            })
                    .as("byte %d", at)
                    .isInstanceOf(DamagedObject.class);
        }
    }

    @Test
    void aPieceEndsBeforeItWouldGrowTooLargeAndTakesOneEntryAtLeast() {
        var piece = new Piece();
        assertThat(piece.add(entry(1, "x".repeat(500)), 100)).isTrue();
        assertThat(piece.add(entry(2, "y"), 100)).isFalse();
        piece.clear();
        assertThat(piece.add(entry(2, "y"), 100)).isTrue();
        assertThat(piece.first()).isEqualTo(2);
    }

    @Test
    void aManifestReadsBackAndKeepsTheNewestGapsOnly() throws IOException {
        var chain = new Chain(300, 310, new ObjectHash(new Id128(1, 2), new Id128(3, 4)));
        var gaps =
                java.util.stream.LongStream.range(0, 300)
                        .mapToObj(i -> new ArchiveGap(10 * i + 1, 10 * i + 2))
                        .toList();
        var manifest = new Manifest(chain, 12, 290, 4096, gaps);
        assertThat(manifest.gaps()).hasSize(Manifest.GAPS_MAX).endsWith(gaps.getLast());
        assertThat(Manifest.decode(manifest.encode())).isEqualTo(manifest);
        assertThat(Manifest.decode(Manifest.EMPTY.encode())).isEqualTo(Manifest.EMPTY);
        var next = new Chain(315, 320, ObjectHash.NONE);
        assertThat(manifest.with(next).gaps()).endsWith(new ArchiveGap(311, 314));
    }

    @Test
    void namesTellClusterGroupAndIndex() {
        var names = new ArchiveNames("lode");
        String name = names.group(CLUSTER, 65535) + ArchiveNames.piece(255);
        assertThat(name)
                .isEqualTo("lode/000102030405060708090a0b0c0d0e0f/65535/piece-00000000000000ff");
        assertThat(names.clusterOf(name)).isEqualTo(CLUSTER);
        assertThat(names.groupOf(name)).isEqualTo(65535);
        assertThat(ArchiveNames.indexOf("piece-00000000000000ff", ArchiveNames.PIECES))
                .isEqualTo(255);
        assertThat(names.clusterOf("lode/readme.txt")).isNull();
        assertThat(List.of(names.groupOf(names.cluster(CLUSTER) + "conditional-put")))
                .containsExactly(-1);
        assertThat(ArchiveNames.indexOf("piece-xyz", ArchiveNames.PIECES)).isEqualTo(-1);
    }
}
