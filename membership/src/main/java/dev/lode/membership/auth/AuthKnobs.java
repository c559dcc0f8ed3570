package dev.lode.membership.auth;

import dev.lode.base.knob.Knob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What an operator may set about tokens.
public final class AuthKnobs {
    /// Where the issuers' public keys are.
    public static final Knob<Optional<Path>> ISSUERS_FILE =
            Knob.pathOrOff(
                    "auth.issuersFile",
                    "File with the public keys of those who say who a hunter is; off: no token is"
                            + " believed.");

    /// Where the operator's token is.
    public static final Knob<Optional<Path>> ADMIN_TOKEN_FILE =
            Knob.pathOrOff(
                    "auth.adminTokenFile",
                    "File whose first line is the operator's token; off: the file admin.token of"
                            + " the data folder, made at its first start.");

    /// How far an issuer's clock may run ahead.
    public static final Knob<Duration> CLOCK_SKEW =
            Knob.duration(
                    "auth.clockSkew",
                    Duration.ofSeconds(5),
                    Duration.ZERO,
                    Duration.ofMinutes(5),
                    "A token is taken this long before its nbf, because an issuer's clock may run"
                            + " ahead; its exp is taken as it is.");

    /// The longest token.
    public static final Knob<Long> TOKEN_BYTES_MAX =
            Knob.size(
                    "auth.tokenBytesMax",
                    2 << 10,
                    256,
                    32 << 10,
                    "Longest hunter token that is looked at; Lode needs about 200 bytes of it.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(ISSUERS_FILE, ADMIN_TOKEN_FILE, CLOCK_SKEW, TOKEN_BYTES_MAX);

    private AuthKnobs() {}
}
