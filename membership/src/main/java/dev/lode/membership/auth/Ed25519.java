package dev.lode.membership.auth;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Ed25519 keys (RFC 8032) between their 32 raw bytes and the forms of Java.
final class Ed25519 {
    static final int BYTES = 32;

    /// SubjectPublicKeyInfo of RFC 8410 up to the raw key.
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    static PublicKey publicKey(byte[] raw) {
        if (raw.length != BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + raw.length);
        }
        byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + BYTES);
        System.arraycopy(raw, 0, encoded, PREFIX.length, BYTES);
        try {
            return factory().generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("no point of Ed25519 has these 32 bytes", e);
        }
    }

    static PrivateKey privateKey(byte[] seed) {
        if (seed.length != BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + seed.length);
        }
        try {
            return factory()
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException("every 32 bytes are a private key of Ed25519", e);
        }
    }

    static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance("Ed25519");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java 25 has Ed25519", e);
        }
    }
}
