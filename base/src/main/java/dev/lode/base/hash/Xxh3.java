package dev.lode.base.hash;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/// XXH3 with 64 bits and seed 0: the one hash that places rooms and hunters.
public final class Xxh3 {
    private static final Hasher64 HASHER = Hashing.xxh3_64(0L);

    private Xxh3() {}

    /// Hashes a range of bytes.
    ///
    /// @param bytes where they are
    /// @param offset of the first
    /// @param length how many
    /// @return the 64-bit hash
    public static long hash(byte[] bytes, int offset, int length) {
        return HASHER.hashBytesToLong(bytes, offset, length);
    }
}
