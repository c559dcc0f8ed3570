package dev.lode.storage.archive;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the objects of the archive: AES-256-GCM under keys of each object's own.
///
/// The same object is sealed to the same bytes wherever it is made: its keys follow from cluster,
/// group, kind, index and part, its nonce from a MAC over head and content. So no nonce ever serves
/// two contents. Threads: any.
public final class ArchiveKey {
    /* Implementation: content goes through cipher, MAC and hash in small slices. A piece in one call
     * is a few long calls of interpreted code, in which the processor's own instructions for AES,
     * GHASH and SHA are not used, because only compiled callers use them.
     */
    private static final int SLICE_BYTES = 16 << 10;
    private static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;

    /// Kind, cluster, group, part and first index in the head: what an object is called by.
    private static final int NAMED = 12;

    private static final int NAMED_BYTES = 36;
    private static final byte[] PURPOSE = "lode archive 1".getBytes(StandardCharsets.US_ASCII);

    /// What an object has beyond its content, bytes.
    static final int OVERHEAD = ObjectHead.BYTES + TAG_BYTES + ObjectHash.BYTES;

    private final SecretKey root;
    private final long check;

    private ArchiveKey(SecretKey root, long check) {
        this.root = root;
        this.check = check;
    }

    /// The key of an archive.
    ///
    /// @param secret 32 bytes that follow from the cluster key alone
    /// @param check tells one cluster key from another, and nothing about it
    /// @return the key
    public static ArchiveKey of(byte[] secret, long check) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("32 bytes, not " + secret.length);
        }
        return new ArchiveKey(new SecretKeySpec(secret, "HKDF-PRK"), check);
    }

    long check() {
        return check;
    }

    /// Seals an object.
    ///
    /// @param head of it; check and length of the body are set here
    /// @param content its plain content
    /// @param length how many bytes of it count
    /// @param turns of the calling thread
    /// @return head, sealed content, hash
    byte[] seal(ObjectHead head, byte[] content, int length, ShortTurns turns) {
        int body = length + TAG_BYTES;
        byte[] object = new byte[ObjectHead.BYTES + body + ObjectHash.BYTES];
        MemorySegment memory = MemorySegment.ofArray(object);
        var full =
                new ObjectHead(
                        head.kind(),
                        head.cluster(),
                        head.group(),
                        head.part(),
                        head.first(),
                        head.last(),
                        head.count(),
                        head.previousFirst(),
                        head.previousLast(),
                        head.previousHash(),
                        check,
                        body);
        full.write(memory);
        try {
            byte[] keys = keys(object);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys, KEY_BYTES, KEY_BYTES, "HmacSHA256"));
            mac.update(object, 0, ObjectHead.NONCE);
            for (int at = 0; at < length; at += SLICE_BYTES) {
                mac.update(content, at, Math.min(SLICE_BYTES, length - at));
                turns.step();
            }
            System.arraycopy(mac.doFinal(), 0, object, ObjectHead.NONCE, ObjectHead.NONCE_BYTES);
            encrypt(cipher(Cipher.ENCRYPT_MODE, keys, object), content, length, object, turns);
            digest(object, ObjectHead.BYTES + body, turns)
                    .digest(object, ObjectHead.BYTES + body, ObjectHash.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF, HMAC, AES/GCM, SHA-256", e);
        }
        return object;
    }

    private static void encrypt(
            Cipher cipher, byte[] content, int length, byte[] object, ShortTurns turns)
            throws GeneralSecurityException {
        int to = ObjectHead.BYTES;
        int at = 0;
        for (; length - at > SLICE_BYTES; at += SLICE_BYTES) {
            to += cipher.update(content, at, SLICE_BYTES, object, to);
            turns.step();
        }
        cipher.doFinal(content, at, length - at, object, to);
    }

    private static MessageDigest digest(byte[] object, int length, ShortTurns turns)
            throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int at = 0; at < length; at += SLICE_BYTES) {
            digest.update(object, at, Math.min(SLICE_BYTES, length - at));
            turns.step();
        }
        return digest;
    }

    /// Checks length and hash of an object, which needs no key.
    ///
    /// @return its head
    static ObjectHead check(byte[] object) throws DamagedObject {
        ObjectHead head = ObjectHead.read(object);
        long length = (long) ObjectHead.BYTES + head.bodyBytes() + ObjectHash.BYTES;
        if (head.bodyBytes() < TAG_BYTES || length != object.length) {
            throw new DamagedObject(
                    "has " + object.length + " bytes where its head says " + length);
        }
        int end = object.length - ObjectHash.BYTES;
        try {
            if (!MessageDigest.isEqual(
                    digest(object, end, new ShortTurns()).digest(),
                    Arrays.copyOfRange(object, end, object.length))) {
                throw new DamagedObject("fails its checksum");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return head;
    }

    /// The hash at the end of an object.
    static ObjectHash hash(byte[] object) {
        return ObjectHash.read(MemorySegment.ofArray(object), object.length - ObjectHash.BYTES);
    }

    /// Opens an object whose hash was checked.
    ///
    /// @return its plain content
    byte[] open(byte[] object) throws DamagedObject {
        ObjectHead head = ObjectHead.read(object);
        if (head.keyCheck() != check) {
            throw new DamagedObject(
                    "was written with another cluster key: name the right file by cluster.keyFile");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, keys(object), object)
                    .doFinal(object, ObjectHead.BYTES, head.bodyBytes());
        } catch (AEADBadTagException _) {
            throw new DamagedObject("was not made with the cluster key, or was changed by someone");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF, HMAC, AES/GCM", e);
        }
    }

    /// The object's own keys: for the content, then for the nonce.
    private byte[] keys(byte[] object) throws GeneralSecurityException {
        byte[] info =
                ByteBuffer.allocate(PURPOSE.length + NAMED_BYTES)
                        .put(PURPOSE)
                        .put(object, NAMED, NAMED_BYTES)
                        .array();
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.expandOnly(root, info, 2 * KEY_BYTES));
    }

    private static Cipher cipher(int mode, byte[] keys, byte[] object)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(keys, 0, KEY_BYTES, "AES"),
                new GCMParameterSpec(
                        8 * TAG_BYTES, object, ObjectHead.NONCE, ObjectHead.NONCE_BYTES));
        cipher.updateAAD(object, 0, ObjectHead.BYTES);
        return cipher;
    }

    @Override
    public String toString() {
        return "ArchiveKey";
    }
}
