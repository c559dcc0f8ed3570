package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key table: for each hidden key a record of 192 bytes, sorted by the keyed hash of its cell.
///
/// A record: hash 16 bytes, nonce 12, AES-256-GCM of 148 bytes of plain text with the hash as
/// associated data, tag 16. Without the secret it tells neither the cell nor the key; all records
/// have one length. Format: docs/format/pack.md. Threads: owned by one.
final class SealedKeys {
    static final int RECORD_BYTES = 192;
    static final int HASH_BYTES = 16;
    static final int NONCE_BYTES = 12;

    /// The longest name of a key or prize.
    static final int NAME_BYTES_MAX = 64;

    private static final int TAG_BITS = 128;
    private static final int PLAIN_BYTES = 148;
    private static final int NAMES = 20;

    private final Derived derived;
    private final SecretKeySpec key;
    private final Cipher cipher;

    SealedKeys(Derived derived) {
        this.derived = derived;
        key = new SecretKeySpec(derived.sealKey(), "AES");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /// Seals keys.
    ///
    /// @return the bytes of the table
    byte[] seal(List<HiddenKey> keys) {
        var records = new ArrayList<byte[]>();
        for (HiddenKey hidden : keys) {
            records.add(sealOne(hidden));
        }
        records.sort(SealedKeys::byHash);
        byte[] table = new byte[Math.multiplyExact(records.size(), RECORD_BYTES)];
        for (int i = 0; i < records.size(); i++) {
            System.arraycopy(records.get(i), 0, table, i * RECORD_BYTES, RECORD_BYTES);
        }
        return table;
    }

    /// Unseals a record, or says what is wrong with it.
    HiddenKey unseal(byte[] bytes, int offset) throws Malformed {
        byte[] plain;
        try {
            var spec = new GCMParameterSpec(TAG_BITS, bytes, offset + HASH_BYTES, NONCE_BYTES);
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            cipher.updateAAD(bytes, offset, HASH_BYTES);
            int sealed = HASH_BYTES + NONCE_BYTES;
            plain = cipher.doFinal(bytes, offset + sealed, RECORD_BYTES - sealed);
        } catch (AEADBadTagException e) {
            throw new Malformed("a sealed key was changed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
        HiddenKey hidden = decode(plain);
        if (!Arrays.equals(
                derived.lookup(cellBytes(hidden.cell())),
                0,
                HASH_BYTES,
                bytes,
                offset,
                offset + HASH_BYTES)) {
            throw new Malformed("a sealed key stands under another cell");
        }
        return hidden;
    }

    private static int byHash(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, 0, HASH_BYTES, b, 0, HASH_BYTES);
    }

    /// A cell's key as 8 bytes, little-endian.
    static byte[] cellBytes(long cell) {
        byte[] bytes = new byte[Long.BYTES];
        MemorySegment.ofArray(bytes).set(Layouts.I64, 0, cell);
        return bytes;
    }

    private byte[] sealOne(HiddenKey hidden) {
        byte[] plain = encode(hidden);
        byte[] hash = derived.lookup(cellBytes(hidden.cell()));
        byte[] nonce = derived.nonce(plain);
        byte[] record = new byte[RECORD_BYTES];
        System.arraycopy(hash, 0, record, 0, HASH_BYTES);
        System.arraycopy(nonce, 0, record, HASH_BYTES, NONCE_BYTES);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(hash);
            cipher.doFinal(plain, 0, PLAIN_BYTES, record, HASH_BYTES + NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
        return record;
    }

    private static byte[] encode(HiddenKey hidden) {
        byte[] plain = new byte[PLAIN_BYTES];
        MemorySegment memory = MemorySegment.ofArray(plain);
        byte[] keyId = hidden.keyId().getBytes(StandardCharsets.UTF_8);
        byte[] prizeId = hidden.prizeId().getBytes(StandardCharsets.UTF_8);
        memory.set(Layouts.I64, 0, hidden.cell());
        memory.set(Layouts.I32, 8, hidden.prize());
        memory.set(Layouts.I32, 12, hidden.stock());
        plain[16] = (byte) keyId.length;
        plain[17] = (byte) prizeId.length;
        System.arraycopy(keyId, 0, plain, NAMES, keyId.length);
        System.arraycopy(prizeId, 0, plain, NAMES + NAME_BYTES_MAX, prizeId.length);
        return plain;
    }

    private static HiddenKey decode(byte[] plain) throws Malformed {
        MemorySegment memory = MemorySegment.ofArray(plain);
        if (plain[16] < 0
                || plain[16] > NAME_BYTES_MAX
                || plain[17] < 0
                || plain[17] > NAME_BYTES_MAX) {
            throw new Malformed("a sealed key has a name that is too long");
        }
        return new HiddenKey(
                memory.get(Layouts.I64, 0),
                new String(plain, NAMES, plain[16], StandardCharsets.UTF_8),
                memory.get(Layouts.I32, 8),
                new String(plain, NAMES + NAME_BYTES_MAX, plain[17], StandardCharsets.UTF_8),
                memory.get(Layouts.I32, 12));
    }
}
