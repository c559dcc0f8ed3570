package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.Optional;

/// What a client keeps to resume a session: identity, end, hunt, hunter, and the proof of the home
/// that gave it.
///
/// The edge believes none of it: the home checks the proof. Format: docs/format/token.md.
///
/// @param session drawn by the edge
/// @param expiresMillis its end
/// @param hunt identity of the hunt
/// @param hunter identity of the hunter
/// @param proof 16 bytes
record SessionText(
        long session, long expiresMillis, Id128 hunt, Id128 hunter, MemorySegment proof) {
    static final int BYTES = 64;
    static final int PROOF_BYTES = 16;
    private static final long EXPIRES = 8;
    private static final long HUNT = 16;
    private static final long HUNTER = 32;
    private static final long PROOF = 48;

    /// The 64 bytes, for base64url.
    MemorySegment encode() {
        var memory = MemorySegment.ofArray(new byte[BYTES]);
        memory.set(Layouts.I64, 0, session);
        memory.set(Layouts.I64, EXPIRES, expiresMillis);
        hunt.write(memory, HUNT);
        hunter.write(memory, HUNTER);
        MemorySegment.copy(proof, 0, memory, PROOF, PROOF_BYTES);
        return memory;
    }

    static Optional<SessionText> decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        var memory = MemorySegment.ofArray(bytes);
        return Optional.of(
                new SessionText(
                        memory.get(Layouts.I64, 0),
                        memory.get(Layouts.I64, EXPIRES),
                        Id128.read(memory, HUNT),
                        Id128.read(memory, HUNTER),
                        memory.asSlice(PROOF, PROOF_BYTES)));
    }
}
