package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.hash.Xxh3;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void theHashIsXxh3AsItsAuthorsPublishIt() {
        assertThat(Xxh3.hash(new byte[0], 0, 0)).isEqualTo(0x2D06800538D394C2L);
    }

    @Test
    void aRoomIsHashedBehindItsHuntAndAZeroByte() {
        byte[] bytes = "world\0fr-11".getBytes(StandardCharsets.UTF_8);
        assertThat(Fingerprint.room("world", "fr-11")).isEqualTo(Xxh3.hash(bytes, 0, bytes.length));
    }

    @Test
    void aHunterIsHashedBehindItsHuntAndAOneByte() {
        Id128 hunter = new Id128(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);
        byte[] bytes =
                "world\u00010123456789abcdeffedcba9876543210".getBytes(StandardCharsets.UTF_8);
        assertThat(Fingerprint.hunter("world", hunter))
                .isEqualTo(Xxh3.hash(bytes, 0, bytes.length));
    }

    @Test
    void aRoomNamedLikeAHunterIsElsewhere() {
        Id128 hunter = new Id128(1, 2);
        assertThat(Fingerprint.room("world", hunter.toString()))
                .isNotEqualTo(Fingerprint.hunter("world", hunter));
    }

    @Test
    void thePartitionIsTheTopSixteenBitsUnsigned() {
        assertThat(Fingerprint.partition(0)).isZero();
        assertThat(Fingerprint.partition(0x7FFF_FFFF_FFFF_FFFFL)).isEqualTo(32_767);
        assertThat(Fingerprint.partition(0x8000_0000_0000_0000L)).isEqualTo(32_768);
        assertThat(Fingerprint.partition(-1)).isEqualTo(65_535);
    }

    @Test
    void namesThatAnotherProgramMightHashOtherwiseAreRefused() {
        assertRefused("", "is empty");
        assertRefused("a/b", "holds a slash (U+002F) at index 1");
        assertRefused("a\u0000b", "holds a control character (U+0000) at index 1");
        assertRefused("bell\u0007", "holds a control character (U+0007) at index 4");
        assertRefused("\u0085", "holds a control character (U+0085) at index 0");
        assertRefused("I\u0302le", "is not in normal form C (NFC)");
        assertRefused("x\uD83D", "holds half of a surrogate pair (U+D83D) at index 1");
        assertRefused("\u0378", "holds an unassigned character (U+0378) at index 0");
        assertRefused("é".repeat(65), "takes more than 128 bytes as UTF-8");
        assertRefused("e".repeat(129), "takes more than 128 bytes as UTF-8");
    }

    @Test
    void namesOfManyScriptsAreTaken() {
        for (String name :
                new String[] {"Île", "東京", "🏴‍☠️", "é".repeat(64), "a b", "..", "القاهرة"}) {
            assertThat(Names.faultOfRoom(name)).isEmpty();
            assertThat(Fingerprint.room("world", name)).isNotZero();
        }
    }

    @Test
    void aHuntsNameIsShorter() {
        assertThat(Names.faultOfHunt("h".repeat(64))).isEmpty();
        assertThat(Names.faultOfHunt("h".repeat(65))).contains("takes more than 64 bytes as UTF-8");
        assertThatThrownBy(() -> Fingerprint.hunter("a/b", Id128.ZERO))
                .hasMessageContaining("the name of a hunt holds a slash");
    }

    private static void assertRefused(String name, String why) {
        assertThat(Names.faultOfRoom(name)).isPresent();
        assertThatThrownBy(() -> Fingerprint.room("world", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the name of a room " + why);
    }
}
