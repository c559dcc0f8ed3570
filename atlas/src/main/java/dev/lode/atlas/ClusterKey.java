package dev.lode.atlas;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key that wraps every secret which touches disk, log or S3: AES-256-GCM.
///
/// A wrapped secret is u8 format, 12 bytes nonce, the ciphertext, 16 bytes tag; what it is for and
/// whose it is are authenticated with it, so that none can stand in another's place. The file holds
/// 64 lowercase hex digits and a line end. Threads: any.
public final class ClusterKey {
    private static final int FORMAT = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final long check;

    private ClusterKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("lode-cluster-key".getBytes(StandardCharsets.UTF_8));
            check = ByteBuffer.wrap(digest.digest(bytes)).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A key from its bytes.
    ///
    /// @param bytes 32
    /// @return the key
    public static ClusterKey of(byte[] bytes) {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("a cluster key has 32 bytes, not " + bytes.length);
        }
        return new ClusterKey(bytes.clone());
    }

    /// Reads the key file.
    ///
    /// @param file readable by its owner alone
    /// @return the key
    /// @throws IOException where it is missing, open to others, or no key; says what to do
    public static ClusterKey read(Path file) throws IOException {
        String text;
        try {
            checkRights(file);
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the cluster key "
                            + file
                            + " is missing, and what lies in the data folder is wrapped with it."
                            + " Bring it back, or name it by cluster.keyFile.",
                    e);
        }
        if (!text.matches("[0-9a-f]{64}")) {
            throw new IOException(
                    "the cluster key " + file + " does not hold 64 lowercase hex digits");
        }
        return new ClusterKey(HexFormat.of().parseHex(text));
    }

    private static void checkRights(Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        var others = EnumSet.allOf(PosixFilePermission.class);
        others.removeAll(
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(rights);
        if (!others.isEmpty()) {
            throw new IOException(
                    "the cluster key "
                            + file
                            + " is open to others ("
                            + PosixFilePermissions.toString(rights)
                            + "). Close it: chmod 600 "
                            + file);
        }
    }

    /// Reads the key file, or makes one for a data folder in which nothing is yet.
    ///
    /// @param file of the key
    /// @param dataFolder with nothing in it, if a key is to be made; need not be there
    /// @param say told in words where a key was made
    /// @return the key
    /// @throws IOException as `read`
    public static ClusterKey readOrCreate(Path file, Path dataFolder, Consumer<String> say)
            throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || holdsAnything(dataFolder, file)) {
            return read(file);
        }
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        String text = HexFormat.of().formatHex(bytes) + "\n";
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        say.accept(
                "made a cluster key, "
                        + file.toAbsolutePath()
                        + ": keep a copy elsewhere, nothing can be restored without it");
        return new ClusterKey(bytes);
    }

    private static boolean holdsAnything(Path folder, Path keyFile) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.anyMatch(file ->
                    !file.getFileName().toString().equals("lock")
                            && !file.toAbsolutePath().equals(keyFile.toAbsolutePath()));
        }
    }

    /// A number that tells one key from another and nothing about it.
    ///
    /// @return 64 bits of a digest
    public long check() {
        return check;
    }

    /// Wraps a secret.
    ///
    /// @param secret any bytes
    /// @param purpose what it is
    /// @param of whose it is
    /// @return a new array, 29 bytes longer
    public byte[] wrap(byte[] secret, String purpose, Id128 of) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose, of).doFinal(secret);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put((byte) FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /// Opens what `wrap` made.
    ///
    /// @param wrapped the bytes
    /// @param purpose as wrapped
    /// @param of as wrapped
    /// @return the secret
    /// @throws IllegalArgumentException where it was wrapped with another key or for another
    ///   purpose, or is damaged
    public byte[] unwrap(byte[] wrapped, String purpose, Id128 of) {
        if (wrapped.length < 1 + NONCE_BYTES + TAG_BYTES || wrapped[0] != FORMAT) {
            throw new IllegalArgumentException("no wrapped secret of format " + FORMAT);
        }
        byte[] nonce = Arrays.copyOfRange(wrapped, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, purpose, of)
                    .doFinal(wrapped, 1 + NONCE_BYTES, wrapped.length - 1 - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new IllegalArgumentException(
                    "the " + purpose + " of " + of + " was wrapped with another cluster key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose, Id128 of)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        cipher.updateAAD(of.bytes());
        return cipher;
    }

    /// A secret that follows from the key and a purpose, and tells nothing about the key.
    ///
    /// @param purpose what it is for
    /// @return 32 bytes, by HKDF-SHA-256
    public byte[] derive(String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .thenExpand(
                                            purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF", e);
        }
    }

    @Override
    public String toString() {
        return "ClusterKey";
    }
}
