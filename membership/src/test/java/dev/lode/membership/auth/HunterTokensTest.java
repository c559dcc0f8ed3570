package dev.lode.membership.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.membership.auth.TokenCheck.Reason;
import dev.lode.membership.auth.TokenCheck.Rejected;
import dev.lode.membership.auth.TokenCheck.Verified;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens are believed, and as whose.
class HunterTokensTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String ISSUER = "https://issuer.example";
    private static final TokenSigner SIGNER = TokenSigner.generate(ISSUER);

    private final HunterTokens tokens =
            new HunterTokens(Issuers.of(ISSUER, SIGNER.publicKey()), 5_000, 2048);

    @Test
    void aSignedTokenNamesTheHunter() {
        String token = SIGNER.sign("ada", NOW + 1000, Optional.of("world"));
        assertThat(tokens.verify(token, NOW))
                .isEqualTo(
                        new Verified(
                                ISSUER,
                                "ada",
                                HunterTokens.hunter(ISSUER, "ada"),
                                NOW + 1000,
                                Optional.of("world")));
        assertThat(((Verified) tokens.verify(token, NOW)).allows("world")).isTrue();
        assertThat(((Verified) tokens.verify(token, NOW)).allows("moon")).isFalse();
    }

    @Test
    void aHunterIsTheHashOfIssuerAndSubject() {
        // sha256(b"lode-hunter\0https://issuer.example\0ada"), by another program
        assertThat(HunterTokens.hunter(ISSUER, "ada")).hasToString(VECTOR);
        assertThat(HunterTokens.hunter("a", "b/c")).isNotEqualTo(HunterTokens.hunter("a/b", "c"));
        assertThat(HunterTokens.hunter(ISSUER, "é")).isNotEqualTo(HunterTokens.hunter(ISSUER, "e"));
    }

    @Test
    void timesAreHeldTo() {
        assertRejected(SIGNER.sign("ada", NOW, Optional.empty()), Reason.EXPIRED);
        assertRejected(claims("'exp':1699999999.9"), Reason.EXPIRED);
        assertThat(tokens.verify(claims("'exp':1700000000.5"), NOW)).isInstanceOf(Verified.class);
        assertRejected(claims("'exp':1800000000,'nbf':1700000006"), Reason.NOT_YET);
        assertThat(tokens.verify(claims("'exp':1800000000,'nbf':1700000005"), NOW))
                .as("an issuer's clock may run ahead")
                .isInstanceOf(Verified.class);
    }

    @Test
    void theAudienceIsLodeWhereThereIsOne() {
        assertThat(tokens.verify(claims("'exp':1800000000,'aud':'lode'"), NOW))
                .isInstanceOf(Verified.class);
        assertThat(tokens.verify(claims("'exp':1800000000,'aud':['x','lode']"), NOW))
                .isInstanceOf(Verified.class);
        assertRejected(claims("'exp':1800000000,'aud':['x']"), Reason.WRONG_AUDIENCE);
        assertRejected(claims("'exp':1800000000,'aud':'LODE'"), Reason.WRONG_AUDIENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "'exp':'1800000000'",
                "'exp':1e999",
                "'exp':99999999999999999999",
                "'exp':null",
                "'exp':1800000000,'exp':1900000000",
                "'exp':1800000000,'hunt':7",
                "'exp':1800000000,'hunt':''",
                "'exp':1800000000,'nbf':'soon'",
                "'exp':1800000000,'a':[[[[[[[[[[]]]]]]]]]]"
            })
    void wrongClaimsAreMalformed(String claims) {
        assertRejected(claims(claims), Reason.MALFORMED);
    }

    @Test
    void onlyEdDsaWithoutExtensionsIsTaken() {
        String payload = "{\"iss\":\"" + ISSUER + "\",\"sub\":\"ada\",\"exp\":1800000000}";
        for (String header :
                new String[] {
                    "{\"alg\":\"none\"}",
                    "{\"alg\":\"HS256\"}",
                    "{\"alg\":\"eddsa\"}",
                    "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"]}"
                }) {
            String token = SIGNER.signParts(encoded(header), payload);
            assertRejected(token, Reason.WRONG_ALGORITHM);
        }
        assertRejected(SIGNER.signParts(encoded("{}"), payload), Reason.MALFORMED);
        assertThat(
                        tokens.verify(
                                SIGNER.signParts(
                                        encoded("{\"alg\":\"EdDSA\",\"kid\":\"1\"}"), payload),
                                NOW))
                .isInstanceOf(Verified.class);
    }

    @Test
    void foreignKeysAndIssuersAreRefused() {
        TokenSigner thief = TokenSigner.generate(ISSUER);
        assertRejected(thief.sign("ada", NOW + 1000, Optional.empty()), Reason.BAD_SIGNATURE);
        TokenSigner other = TokenSigner.generate("https://other.example");
        assertRejected(other.sign("ada", NOW + 1000, Optional.empty()), Reason.UNKNOWN_ISSUER);
    }

    @Test
    void aChangeOfAnyCharacterIsRefused() {
        String token = SIGNER.sign("ada", NOW + 1000, Optional.empty());
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.verify(changed, NOW)).as("at %d", i).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aTokenHasOneText() {
        String token = SIGNER.sign("ada", NOW + 1000, Optional.empty());
        assertRejected(token + "=", Reason.MALFORMED);
        assertRejected(token + ".", Reason.MALFORMED);
        assertRejected(token + "\n", Reason.MALFORMED);
        assertRejected(" " + token, Reason.MALFORMED);
        assertRejected("", Reason.MALFORMED);
        assertRejected("..", Reason.MALFORMED);
        // 64 bytes leave 4 unused bits in the last of 86 characters: no other value of them is
        // taken
        char last = token.charAt(token.length() - 1);
        for (char c :
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
            if (c != last) {
                assertThat(tokens.verify(token.substring(0, token.length() - 1) + c, NOW))
                        .isInstanceOf(Rejected.class);
            }
        }
    }

    @Test
    void theSecondSignatureOfAMessageIsRefused() {
        String token = SIGNER.sign("ada", NOW + 1000, Optional.empty());
        int dot = token.lastIndexOf('.');
        byte[] signature = decoded(token.substring(dot + 1));
        // S + L passes a check that forgets S < L (RFC 8032, 5.1.7)
        var order =
                BigInteger.TWO
                        .pow(252)
                        .add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] more = new BigInteger(1, s).add(order).toByteArray();
        byte[] wide = new byte[32];
        System.arraycopy(
                more,
                Math.max(0, more.length - 32),
                wide,
                Math.max(0, 32 - more.length),
                Math.min(32, more.length));
        System.arraycopy(reversed(wide), 0, signature, 32, 32);
        assertThat(tokens.verify(token.substring(0, dot + 1) + encoded(signature), NOW))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void aTokenOverTheLimitIsNotLookedAt() {
        String token = SIGNER.sign("a".repeat(2000), NOW + 1000, Optional.empty());
        assertRejected(token, Reason.MALFORMED);
    }

    @Test
    void damagedTokensNeverThrow() {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("damagedTokensNeverThrow -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        byte[] good =
                SIGNER.sign("ada", NOW + 1000, Optional.empty()).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] token = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                token[random.nextInt(token.length)] = (byte) random.nextInt(256);
            }
            assertThat(tokens.verify(token, NOW)).isNotNull();
        }
    }

    private static final String VECTOR = "23ec176492c6e9f94d4c6e971336b411";

    private void assertRejected(String token, Reason reason) {
        assertThat(tokens.verify(token, NOW)).isEqualTo(new Rejected(reason));
    }

    private static String claims(String more) {
        String json =
                "{'iss':'" + ISSUER + "','sub':'ada'" + (more.isEmpty() ? "" : ",") + more + "}";
        return SIGNER.signClaims(json.replace('\'', '"'));
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] reversed(byte[] bytes) {
        var list = new ArrayList<Byte>();
        for (byte b : bytes) {
            list.add(b);
        }
        Collections.reverse(list);
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }
}
