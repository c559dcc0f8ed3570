package dev.lode.atlas;

import dev.lode.base.Id128;
import dev.lode.membership.BytesIn;
import dev.lode.membership.BytesOut;

/// What became of a command to the atlas.
public sealed interface AtlasAnswer {
    /// It was carried out, now or when the same command came first.
    ///
    /// @param version of the atlas since
    /// @param id of the hunt that it made or changed; zero otherwise
    record Done(long version, Id128 id) implements AtlasAnswer {}

    /// It was not carried out.
    ///
    /// @param why for programs
    /// @param text for people, with the remedy
    record Refused(Reason why, String text) implements AtlasAnswer {}

    /// Why a command was not carried out; numbers are fixed for ever.
    enum Reason {
        /// The hunt's name breaks the rule for names.
        BAD_NAME(0),
        /// A hunt of that name lives.
        NAME_TAKEN(1),
        /// No hunt of that identity.
        NO_HUNT(2),
        /// The hunt cannot go from its state to that one.
        WRONG_STATE(3),
        /// There is no claim group yet, so no hunt can be made.
        NO_GROUPS(4),
        /// Somebody else was first; look and decide again.
        CONFLICT(5),
        /// Another node leads the atlas.
        NOT_LEADER(6),
        /// Too many commands wait, or the log has no room; nothing was done.
        BUSY(7),
        /// The atlas is closed, or its log failed: whether it was done is known after a restart.
        FAILED(8),
        /// The command makes no sense.
        MALFORMED(9);

        private static final Reason[] ALL = values();
        private final int code;

        Reason(int code) {
            this.code = code;
        }

        static Reason of(int code) {
            if (code >= ALL.length) {
                throw new IllegalArgumentException("no reason has the number " + code);
            }
            return ALL[code];
        }
    }

    /// Appends the encoded form.
    ///
    /// @param out where to
    default void write(BytesOut out) {
        switch (this) {
            case Done done -> out.u8(0).u64(done.version()).id(done.id());
            case Refused refused -> out.u8(1).u8(refused.why().code).text(refused.text());
        }
    }

    /// Reads the encoded form.
    ///
    /// @param in where from
    /// @return the answer
    static AtlasAnswer read(BytesIn in) {
        return in.u8() == 0
                ? new Done(in.u64(), in.id())
                : new Refused(Reason.of(in.u8()), in.text());
    }
}
