package dev.lode.storage.pack;

import dev.lode.base.Id128;
import dev.lode.base.hash.Hmac;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What is derived from a hunt's secret: each key or value by HMAC-SHA256 with a label of its own.
///
/// Threads: owned by one.
final class Derived {
    /// Bytes of a secret.
    static final int SECRET_BYTES = 32;

    /// Bytes of the salt of a commitment.
    static final int SALT_BYTES = 16;

    private static final String ID = "lode.pack.id.1";
    private static final String LOOKUP = "lode.pack.lookup.1";
    private static final String SEAL = "lode.pack.seal.1";
    private static final String NONCE = "lode.pack.nonce.1";
    private static final String SALT = "salt";

    private final Hmac hmac = new Hmac();
    private final byte[] secret;
    private final byte[] lookup;
    private final byte[] nonces;

    Derived(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret has " + SECRET_BYTES + " bytes, not " + secret.length);
        }
        this.secret = secret.clone();
        lookup = labelled(LOOKUP);
        nonces = labelled(NONCE);
    }

    /// The public name of the secret.
    Id128 id() {
        return Id128.read(MemorySegment.ofArray(labelled(ID)), 0);
    }

    /// The key that seals records.
    byte[] sealKey() {
        return labelled(SEAL);
    }

    /// The hash under which a cell's record is found.
    byte[] lookup(byte[] cell) {
        return tag(lookup, cell, SealedKeys.HASH_BYTES);
    }

    /// The nonce of a record: another for every other plain text.
    byte[] nonce(byte[] plain) {
        return tag(nonces, plain, SealedKeys.NONCE_BYTES);
    }

    /// The salt of the commitment to a cell's key.
    byte[] salt(byte[] cell) {
        byte[] label = SALT.getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(label, label.length + cell.length);
        System.arraycopy(cell, 0, message, label.length, cell.length);
        return tag(secret, message, SALT_BYTES);
    }

    private byte[] labelled(String label) {
        return tag(secret, label.getBytes(StandardCharsets.US_ASCII), Hmac.BYTES);
    }

    private byte[] tag(byte[] key, byte[] message, int bytes) {
        return Arrays.copyOf(hmac.key(key).tag(message, 0, message.length), bytes);
    }
}
