package dev.lode.membership.auth;

import dev.lode.base.Id128;
import dev.lode.membership.auth.TokenCheck.Reason;
import dev.lode.membership.auth.TokenCheck.Rejected;
import dev.lode.membership.auth.TokenCheck.Verified;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.List;

/// The one place where a hunter's token is believed: Ed25519 JWTs of known issuers.
///
/// Threads: any; nothing is shared but the immutable keys. Cost: one Ed25519 check, about 100 us
/// and some garbage: never on a loop. Format: docs/format/token.md.
public final class HunterTokens {
    /// The audience that a token names, where it names any.
    public static final String AUDIENCE = "lode";

    private static final byte[] PERSON = "lode-hunter\0".getBytes(StandardCharsets.US_ASCII);

    private final Issuers issuers;
    private final long skewMillis;
    private final int bytesMax;

    /// Makes one.
    ///
    /// @param issuers whose tokens are believed
    /// @param skewMillis by how much an issuer's clock may run ahead of this one
    /// @param bytesMax the longest token that is looked at
    public HunterTokens(Issuers issuers, long skewMillis, int bytesMax) {
        this.issuers = issuers;
        this.skewMillis = skewMillis;
        this.bytesMax = bytesMax;
    }

    /// The identity of a hunter: the first 128 bits of SHA-256 over "lode-hunter", the issuer and
    /// the subject, with a zero byte between each two.
    ///
    /// @param issuer who vouches
    /// @param subject whom the issuer names
    /// @return the identity
    public static Id128 hunter(String issuer, String subject) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(PERSON);
            digest.update(issuer.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(subject.getBytes(StandardCharsets.UTF_8));
            return Id128.read(MemorySegment.ofArray(digest.digest()), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Checks a token.
    ///
    /// @param token compact JWT
    /// @param nowMillis the time to check it at, milliseconds since 1970
    /// @return who the hunter is, or why the token proves nothing
    public TokenCheck verify(String token, long nowMillis) {
        return verify(token.getBytes(StandardCharsets.UTF_8), nowMillis);
    }

    /// Checks a token.
    ///
    /// @param token compact JWT as ASCII
    /// @param nowMillis the time to check it at, milliseconds since 1970
    /// @return who the hunter is, or why the token proves nothing
    public TokenCheck verify(byte[] token, long nowMillis) {
        if (token.length > bytesMax) {
            return new Rejected(Reason.MALFORMED);
        }
        int first = dot(token, 0);
        int second = first < 0 ? -1 : dot(token, first + 1);
        if (second < 0 || dot(token, second + 1) >= 0) {
            return new Rejected(Reason.MALFORMED);
        }
        try {
            var header = TokenJson.header(Base64Text.decode(Arrays.copyOfRange(token, 0, first)));
            if (!header.isEdDsa()) {
                return new Rejected(Reason.WRONG_ALGORITHM);
            }
            var claims =
                    TokenJson.claims(
                            Base64Text.decode(Arrays.copyOfRange(token, first + 1, second)));
            byte[] signature =
                    Base64Text.decode(Arrays.copyOfRange(token, second + 1, token.length));
            List<PublicKey> keys = issuers.keysOf(claims.issuer());
            if (keys.isEmpty()) {
                return new Rejected(Reason.UNKNOWN_ISSUER);
            }
            if (keys.stream().noneMatch(key -> signed(key, token, second, signature))) {
                return new Rejected(Reason.BAD_SIGNATURE);
            }
            return inForce(claims, nowMillis);
        } catch (IllegalArgumentException e) {
            return new Rejected(Reason.MALFORMED);
        }
    }

    private TokenCheck inForce(TokenJson.Claims claims, long nowMillis) {
        if (!claims.forLode()) {
            return new Rejected(Reason.WRONG_AUDIENCE);
        }
        if (claims.expiresMillis() <= nowMillis) {
            return new Rejected(Reason.EXPIRED);
        }
        if (claims.notBeforeMillis() - skewMillis > nowMillis) {
            return new Rejected(Reason.NOT_YET);
        }
        return new Verified(
                claims.issuer(),
                claims.subject(),
                hunter(claims.issuer(), claims.subject()),
                claims.expiresMillis(),
                claims.hunt());
    }

    private static boolean signed(PublicKey key, byte[] token, int length, byte[] signature) {
        try {
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(token, 0, length);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // a signature of a wrong length or form
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Java 25 has Ed25519, and the key was checked", e);
        }
    }

    private static int dot(byte[] token, int from) {
        for (int i = from; i < token.length; i++) {
            if (token[i] == '.') {
                return i;
            }
        }
        return -1;
    }
}
