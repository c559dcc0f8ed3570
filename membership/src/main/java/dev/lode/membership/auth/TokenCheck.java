package dev.lode.membership.auth;

import dev.lode.base.Id128;
import dev.lode.wire.Status;
import java.util.Optional;

/// What a look at a hunter's token has shown.
public sealed interface TokenCheck {
    /// The token is genuine and good now.
    ///
    /// @param issuer who says so
    /// @param subject whom the issuer names
    /// @param hunter the identity that follows from issuer and subject
    /// @param expiresMillis until when it is good, milliseconds since 1970
    /// @param hunt the only hunt that it is good for; empty for every hunt
    record Verified(
            String issuer, String subject, Id128 hunter, long expiresMillis, Optional<String> hunt)
            implements TokenCheck {
        /// Whether it is good for a hunt.
        ///
        /// @param name of the hunt
        /// @return false where it is restricted to another
        public boolean allows(String name) {
            return hunt.isEmpty() || hunt.get().equals(name);
        }
    }

    /// The token proves nothing.
    ///
    /// @param reason why
    record Rejected(Reason reason) implements TokenCheck {}

    /// Why a token is refused.
    enum Reason {
        /// It is no compact JWT, or a claim that is needed is missing or of a wrong type.
        MALFORMED(Status.BAD_TOKEN),
        /// It is not signed by EdDSA, or wants an extension that Lode does not know.
        WRONG_ALGORITHM(Status.BAD_TOKEN),
        /// No key of this issuer is known here.
        UNKNOWN_ISSUER(Status.BAD_TOKEN),
        /// No key of this issuer has signed it.
        BAD_SIGNATURE(Status.BAD_TOKEN),
        /// It is meant for others: `aud` does not name `lode`.
        WRONG_AUDIENCE(Status.BAD_TOKEN),
        /// Its hour has not come: `nbf`.
        NOT_YET(Status.BAD_TOKEN),
        /// Its hour is over: `exp`.
        EXPIRED(Status.EXPIRED_TOKEN);

        private final Status status;

        Reason(Status status) {
            this.status = status;
        }

        /// What a client is told.
        ///
        /// @return BAD_TOKEN or EXPIRED_TOKEN
        public Status status() {
            return status;
        }
    }
}
