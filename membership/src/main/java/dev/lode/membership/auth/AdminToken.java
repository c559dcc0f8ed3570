package dev.lode.membership.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/// The operator's token: only its SHA-256 is kept, and compared in constant time.
///
/// Threads: immutable.
public final class AdminToken {
    private static final int RANDOM_BYTES = 32;
    private static final int TEXT_LEAST = 16;

    private final byte[] digest;

    private AdminToken(String text) {
        digest = sha256(text);
    }

    /// A token of known text.
    ///
    /// @param text at least 16 characters
    /// @return the token
    public static AdminToken of(String text) {
        if (text.length() < TEXT_LEAST) {
            throw new IllegalArgumentException(
                    "an operator's token has at least " + TEXT_LEAST + " characters");
        }
        return new AdminToken(text);
    }

    /// Reads the token's file: its first line.
    ///
    /// @param file text
    /// @return the token
    /// @throws IOException where it cannot be read
    /// @throws IllegalArgumentException where it holds no token; names the file
    public static AdminToken load(Path file) throws IOException {
        Optional<String> line;
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            line = lines.findFirst().map(String::strip);
        }
        if (line.isEmpty() || line.get().length() < TEXT_LEAST) {
            throw new IllegalArgumentException(
                    file + ": the first line must be a token of at least 16 characters");
        }
        return new AdminToken(line.get());
    }

    /// Reads the token's file; where there is none, draws a token and writes it there, 0600.
    ///
    /// @param file text
    /// @return the token
    /// @throws IOException where it can be neither read nor written
    public static AdminToken loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            SecretFile.create(
                    file, (Base64Text.encode(random) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return load(file);
    }

    /// Whether a text is the token.
    ///
    /// @param text what was presented
    /// @return true only for the token itself
    public boolean matches(String text) {
        return MessageDigest.isEqual(digest, sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
