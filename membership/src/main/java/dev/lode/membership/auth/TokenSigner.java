package dev.lode.membership.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.util.Map;
import java.util.Optional;

/// An issuer with its private key: makes tokens, for `lode token`, the demo and the tests.
///
/// Threads: any. No edge and no node holds one; a real hunt's issuer is a service of its own.
public final class TokenSigner {
    private static final String HEADER =
            Base64Text.encode(
                    "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

    private final String issuer;
    private final byte[] publicKey;
    private final byte[] seed;
    private final PrivateKey key;

    private TokenSigner(String issuer, byte[] publicKey, byte[] seed) {
        this.issuer = issuer;
        this.publicKey = publicKey;
        this.seed = seed;
        this.key = Ed25519.privateKey(seed);
    }

    /// Makes an issuer with a new key pair.
    ///
    /// @param issuer its name
    /// @return the signer
    public static TokenSigner generate(String issuer) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new TokenSigner(issuer, Ed25519.raw(pair.getPublic()), seed);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java 25 has Ed25519", e);
        }
    }

    /// Reads the file that [#save] wrote.
    ///
    /// @param file JSON
    /// @return the signer
    /// @throws IOException where it cannot be read
    /// @throws IllegalArgumentException where it is not as documented; names the file
    public static TokenSigner load(Path file) throws IOException {
        try {
            Map<String, Object> members = TokenJson.object(Files.readAllBytes(file));
            return new TokenSigner(
                    TokenJson.text(members, "iss"),
                    Base64Text.decode(bytes(TokenJson.text(members, "key"))),
                    Base64Text.decode(bytes(TokenJson.text(members, "secret"))));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /// Writes issuer and key pair to a new file that only its owner may read.
    ///
    /// @param file where to; must not exist
    /// @throws IOException where it cannot be written
    public void save(Path file) throws IOException {
        String json =
                "{\"iss\":"
                        + JsonText.quoted(issuer)
                        + ",\"key\":\""
                        + Base64Text.encode(publicKey)
                        + "\",\"secret\":\""
                        + Base64Text.encode(seed)
                        + "\"}\n";
        SecretFile.create(file, bytes(json));
    }

    /// The issuer's name.
    ///
    /// @return as in the `iss` claim
    public String issuer() {
        return issuer;
    }

    /// The public key, for the file of issuers.
    ///
    /// @return 32 bytes, a copy
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /// Makes a token.
    ///
    /// @param subject whom it names
    /// @param expiresMillis until when it is good, milliseconds since 1970; whole seconds count
    /// @param hunt the only hunt that it is good for; empty for every hunt
    /// @return compact JWT
    public String sign(String subject, long expiresMillis, Optional<String> hunt) {
        return signClaims(
                "{\"iss\":"
                        + JsonText.quoted(issuer)
                        + ",\"sub\":"
                        + JsonText.quoted(subject)
                        + ",\"aud\":\"lode\",\"exp\":"
                        + expiresMillis / 1000
                        + hunt.map(name -> ",\"hunt\":" + JsonText.quoted(name)).orElse("")
                        + "}");
    }

    /// Signs claims as they are, well made or not.
    String signClaims(String json) {
        return signParts(HEADER, json);
    }

    String signParts(String header, String json) {
        String text = header + "." + Base64Text.encode(bytes(json));
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(bytes(text));
            return text + "." + Base64Text.encode(signature.sign());
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw new IllegalStateException("Java 25 has Ed25519, and the key was checked", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
