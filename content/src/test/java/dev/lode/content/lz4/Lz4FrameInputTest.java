package dev.lode.content.lz4;

import static dev.lode.content.lz4.Lz4Bytes.INDEPENDENT;
import static dev.lode.content.lz4.Lz4Bytes.LINKED;
import static dev.lode.content.lz4.Lz4Bytes.frame;
import static dev.lode.content.lz4.Lz4Bytes.head;
import static dev.lode.content.lz4.Lz4Bytes.i32;
import static dev.lode.content.lz4.Lz4Bytes.join;
import static dev.lode.content.lz4.Lz4Bytes.skippable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;

class Lz4FrameInputTest {
    private static final String PART = "{\"room\":\"paris\",\"site\":1}\n".repeat(40);

    @Test
    void readsWhatTheLibraryWrites() throws IOException {
        String text = PART.repeat(5000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var out = new LZ4FrameOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        assertThat(read(packed.toByteArray())).isEqualTo(text);
    }

    @Test
    void readsBlocksChecksumsAndFramesInARow() throws IOException {
        byte[] file =
                join(
                        frame(INDEPENDENT, PART, "x"),
                        skippable(9000),
                        frame(INDEPENDENT | 0x10, "y"),
                        frame(0x60),
                        frame(0x60, "z", PART));
        assertThat(read(file)).isEqualTo(PART + "xyz" + PART);
    }

    @Test
    void readsBlocksThatAreStoredAsTheyAre() throws IOException {
        byte[] file = join(head(0x60), i32(3 | 1 << 31), "abc".getBytes(UTF_8), i32(0));
        assertThat(read(file)).isEqualTo("abc");
    }

    @Test
    void refusesLinkedBlocksAndSaysHowToCompressAnew() {
        refused(frame(LINKED, PART), "linked blocks", "lz4 -BI");
    }

    @Test
    void refusesTheLegacyFormat() {
        refused(join(i32(0x184C2102), i32(5), new byte[5]), "legacy", "lz4 -BI");
    }

    @Test
    void refusesDictionaries() {
        refused(frame(INDEPENDENT | 1, PART), "dictionary", "-D DICTIONARY");
    }

    @Test
    void namesForeignData() {
        refused(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0}, "gzip", "lz4 FILE");
        refused(i32(0xFD2FB528), "Zstandard", "lz4 FILE");
        refused(i32(0x587A37FD), "xz", "lz4 FILE");
        refused(i32(0x04034B50), "zip file", "lz4 FILE");
        refused("BZh91".getBytes(UTF_8), "bzip2", "lz4 FILE");
        refused("{\"room\":1}".getBytes(UTF_8), "plain JSON", "take `.lz4` off");
        refused(i32(0x12345678), "first bytes 78563412", "lz4 FILE");
        refused(new byte[0], "empty", "lz4 FILE");
    }

    @Test
    void namesTheByteBehindWholeFrames() {
        byte[] whole = frame(INDEPENDENT, PART);
        refused(join(whole, "junk".getBytes(UTF_8)), "at byte " + whole.length, "after 1 whole");
    }

    @Test
    void refusesAFrameThatHoldsLessThanItSays() {
        byte[] file = join(head(0x68), i32(1 | 1 << 31), new byte[] {'a'}, i32(0));
        refused(file, "holds 1 bytes but says 0", "copy or make it again");
    }

    @Test
    void comparesABlocksLengthBeforeItReadsIt() {
        refused(join(head(0x60), i32(70_000)), "70000 bytes where 65536 is the most", "");
        refused(join(head(0x60), i32(0x7FFF_FFFF)), "2147483647 bytes where", "");
    }

    @Test
    void saysWhereATruncatedFileEnds() {
        byte[] file = join(frame(INDEPENDENT | 0x18, PART, "second block"));
        // The length said is wrong, which would be found at the end; each cut is found before.
        for (int length = 1; length < file.length - 8; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(Lz4FrameException.class)
                    .hasMessageContaining("the file ends within")
                    .hasMessageMatching("at byte \\d+: .*");
        }
    }

    @Test
    void findsEveryFlippedBit() throws IOException {
        byte[] file = frame(INDEPENDENT | 0x10, PART, "second block");
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] flipped = file.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(flipped))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(Lz4FrameException.class);
        }
    }

    @Test
    void staysAtItsEndAfterDamage() {
        var in = new Lz4FrameInput(new ByteArrayInputStream(frame(LINKED, PART)));
        assertThatThrownBy(in::read).isInstanceOf(Lz4FrameException.class);
        assertThat(in).satisfies(ended -> assertThat(ended.read()).isEqualTo(-1));
    }

    private static void refused(byte[] file, String text, String remedy) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        Lz4FrameException.class,
                        e -> assertThat(e.getMessage() + e.remedy()).contains(text, remedy));
    }

    private static String read(byte[] file) throws IOException {
        try (var in = new Lz4FrameInput(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
