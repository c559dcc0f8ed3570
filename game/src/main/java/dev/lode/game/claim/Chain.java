package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash chain of one (hunt, group): each value covers every record before it.
///
/// Threads: owned by one.
final class Chain {
    static final int BYTES = 32;

    private final MessageDigest digest;
    private byte[] value;

    Chain(Id128 hunt, int group) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] groupBytes = new byte[4];
        MemorySegment.ofArray(groupBytes).set(Layouts.I32, 0, group);
        digest.update("lode.ledger.1".getBytes(StandardCharsets.US_ASCII));
        digest.update(hunt.bytes());
        value = digest.digest(groupBytes);
    }

    /// Adds a record.
    ///
    /// @return the chain's value behind it
    byte[] add(Win win) {
        byte[] record = new byte[Win.BYTES];
        win.write(MemorySegment.ofArray(record), 0);
        value = after(record);
        return value.clone();
    }

    /// The value that the chain would have behind a record.
    byte[] after(byte[] record) {
        digest.update(value);
        return digest.digest(record);
    }

    byte[] value() {
        return value.clone();
    }
}
