package dev.lode.storage.pack;

import java.util.List;

/// The public commitment to a hunt's keys: a Merkle tree over salted hashes.
@SuppressWarnings("DoNotCallSuggester")
public final class Commitments {
    private Commitments() {}

    /// Reveals keys: gives each the salt of its commitment.
    ///
    /// @param secret of the hunt, 32 bytes
    /// @param keys all of them
    /// @return the same in the order of their cells
    public static List<RevealedKey> reveal(byte[] secret, List<HiddenKey> keys) {
        throw new UnsupportedOperationException();
    }

    /// Computes the root again from what was revealed.
    ///
    /// @param keys all keys of the hunt, in any order
    /// @return 64 hex digits, as in [PackInfo#merkleRoot]
    public static String root(List<RevealedKey> keys) {
        throw new UnsupportedOperationException();
    }
}
