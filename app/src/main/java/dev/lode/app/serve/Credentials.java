package dev.lode.app.serve;

import dev.lode.base.knob.Settings;
import dev.lode.membership.auth.AdminToken;
import dev.lode.membership.auth.AuthKnobs;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whom a server believes: issuers of hunter tokens, and the operator.
///
/// Where the knobs name no files, they lie in the data folder and are made at its first start: an
/// operator's token, and an issuer for trying out whose private key `lode token` signs with.
///
/// @param hunters verifies hunters' tokens
/// @param admin the operator's token
/// @param made what was made just now, a line each
public record Credentials(HunterTokens hunters, AdminToken admin, List<String> made) {
    private static final String TRY_OUT_ISSUER = "lode-try-out";

    /// Loads what the knobs name, or what lies in the data folder; makes what a new one lacks.
    ///
    /// @param settings values of [AuthKnobs]
    /// @param data the data folder; exists
    /// @return the credentials
    /// @throws IOException where a file cannot be read or written
    public static Credentials load(Settings settings, Path data) throws IOException {
        var made = new ArrayList<String>();
        Issuers issuers = issuers(settings, data, made);
        Path adminFile = settings.get(AuthKnobs.ADMIN_TOKEN_FILE).orElse(null);
        AdminToken admin;
        if (adminFile == null) {
            Path own = data.resolve("admin.token");
            if (!Files.exists(own)) {
                made.add("operator's token: " + own);
            }
            admin = AdminToken.loadOrCreate(own);
        } else {
            admin = AdminToken.load(adminFile);
        }
        var hunters =
                new HunterTokens(
                        issuers,
                        settings.get(AuthKnobs.CLOCK_SKEW).toMillis(),
                        Math.toIntExact(settings.get(AuthKnobs.TOKEN_BYTES_MAX)));
        return new Credentials(hunters, admin, List.copyOf(made));
    }

    private static Issuers issuers(Settings settings, Path data, List<String> made)
            throws IOException {
        Optional<Path> named = settings.get(AuthKnobs.ISSUERS_FILE);
        if (named.isPresent()) {
            return Issuers.load(named.get());
        }
        Path own = data.resolve("issuers.json");
        Path key = data.resolve("issuer.key");
        if (!Files.exists(own)) {
            TokenSigner signer;
            if (Files.exists(key)) {
                signer = TokenSigner.load(key); // killed between the two files
            } else {
                signer = TokenSigner.generate(TRY_OUT_ISSUER);
                signer.save(key);
            }
            Issuers.save(own, signer.issuer(), signer.publicKey());
            made.add(
                    "issuer for trying out: %s (for a real hunt set auth.issuersFile)"
                            .formatted(own));
        }
        return Issuers.load(own);
    }
}
