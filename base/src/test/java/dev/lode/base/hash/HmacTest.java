package dev.lode.base.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// HMAC-SHA256 against RFC 4231 and against the JDK's own.
class HmacTest {
    private static final HexFormat HEX = HexFormat.of();

    private final Hmac hmac = new Hmac();

    @Test
    void theVectorsOfRfc4231Hold() {
        assertTag(
                "0b".repeat(20),
                HEX.formatHex("Hi There".getBytes(StandardCharsets.US_ASCII)),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertTag(
                HEX.formatHex("Jefe".getBytes(StandardCharsets.US_ASCII)),
                HEX.formatHex("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertTag(
                "aa".repeat(20),
                "dd".repeat(50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
        assertTag(
                "0102030405060708090a0b0c0d0e0f10111213141516171819",
                "cd".repeat(50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    }

    @Test
    void everyLengthGivesWhatTheJdkGives() throws Exception {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("everyLengthGivesWhatTheJdkGives -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        var jdk = Mac.getInstance("HmacSHA256");
        for (int length = 0; length < 300; length++) {
            byte[] key = new byte[random.nextInt(1, 65)];
            byte[] message = new byte[length + 9];
            random.nextBytes(key);
            random.nextBytes(message);
            jdk.init(new SecretKeySpec(key, "HmacSHA256"));
            jdk.update(message, 4, length);
            assertThat(hmac.key(key).tag(message, 4, length)).isEqualTo(jdk.doFinal());
        }
    }

    @Test
    void aShorterKeyLeavesNothingOfALongerOne() {
        byte[] message = {1, 2, 3};
        byte[] first = hmac.key(new byte[] {5}).tag(message, 0, 3).clone();
        byte[] longKey = new byte[64];
        Arrays.fill(longKey, (byte) 9);
        hmac.key(longKey).tag(message, 0, 3);
        assertThat(hmac.key(new byte[] {5}).tag(message, 0, 3)).isEqualTo(first);
    }

    @Test
    void aRangeOutsideTheMessageLeavesTheNextTagRight() {
        byte[] message = {1, 2, 3};
        byte[] right = hmac.key(new byte[] {5}).tag(message, 0, 3).clone();
        assertThatThrownBy(() -> hmac.tag(message, 2, 5))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(hmac.tag(message, 0, 3)).isEqualTo(right);
    }

    @Test
    void aKeyOverABlockIsRefused() {
        assertThatThrownBy(() -> hmac.key(new byte[65]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertTag(String key, String message, String tag) {
        byte[] bytes = HEX.parseHex(message);
        assertThat(HEX.formatHex(hmac.key(HEX.parseHex(key)).tag(bytes, 0, bytes.length)))
                .isEqualTo(tag);
    }
}
