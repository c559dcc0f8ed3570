package dev.lode.membership.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may say who a hunter is: names of issuers and their public keys.
///
/// Threads: immutable. An issuer may have several keys, so that one can follow another. Format of
/// the file: docs/format/token.md.
public final class Issuers {
    /// Nobody: every token is refused.
    public static final Issuers NONE = new Issuers(Map.of());

    private final Map<String, List<PublicKey>> keys;

    private Issuers(Map<String, List<PublicKey>> keys) {
        this.keys = keys;
    }

    /// One issuer with one key.
    ///
    /// @param issuer its name
    /// @param publicKey 32 bytes
    /// @return the issuers
    public static Issuers of(String issuer, byte[] publicKey) {
        return new Issuers(Map.of(issuer, List.of(Ed25519.publicKey(publicKey))));
    }

    /// Reads the file of issuers.
    ///
    /// @param file JSON, at most 1 MiB
    /// @return the issuers
    /// @throws IOException where it cannot be read
    /// @throws IllegalArgumentException where it is not as documented; names file and place
    public static Issuers load(Path file) throws IOException {
        if (Files.size(file) > 1 << 20) {
            throw new IllegalArgumentException(file + ": a file of issuers has at most 1 MiB");
        }
        byte[] json = Files.readAllBytes(file);
        try {
            return parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file
                            + ": "
                            + e.getMessage()
                            + "; wanted is {\"issuers\":[{\"iss\":\"...\",\"key\":\"<base64url of"
                            + " 32 bytes>\"}]}",
                    e);
        }
    }

    /// Writes a file that [#load] reads, with one issuer.
    ///
    /// @param file where to; must not exist
    /// @param issuer its name
    /// @param publicKey 32 bytes
    /// @throws IOException where it cannot be written
    public static void save(Path file, String issuer, byte[] publicKey) throws IOException {
        String json =
                "{\"issuers\":[{\"iss\":"
                        + JsonText.quoted(issuer)
                        + ",\"key\":\""
                        + Base64Text.encode(publicKey)
                        + "\"}]}\n";
        SecretFile.create(file, json.getBytes(StandardCharsets.UTF_8));
    }

    /// Their names.
    ///
    /// @return in the order of the file
    public Set<String> names() {
        return keys.keySet();
    }

    List<PublicKey> keysOf(String issuer) {
        return keys.getOrDefault(issuer, List.of());
    }

    private static Issuers parse(byte[] json) {
        Map<String, Object> root = TokenJson.object(json);
        if (!(root.get("issuers") instanceof List<?> list)) {
            throw new IllegalArgumentException("'issuers' must be there and be a list");
        }
        var keys = new LinkedHashMap<String, List<PublicKey>>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> entry)
                    || !(entry.get("iss") instanceof String issuer)
                    || !(entry.get("key") instanceof String key)) {
                throw new IllegalArgumentException("an issuer has 'iss' and 'key', both text");
            }
            byte[] raw = Base64Text.decode(key.getBytes(StandardCharsets.UTF_8));
            keys.computeIfAbsent(issuer, _ -> new ArrayList<>()).add(Ed25519.publicKey(raw));
        }
        return new Issuers(Collections.unmodifiableMap(keys));
    }
}
