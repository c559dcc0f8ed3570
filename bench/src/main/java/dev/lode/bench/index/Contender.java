package dev.lode.bench.index;

import java.io.IOException;

/// A store of cells that is open for reading.
///
/// Threads: owned by one.
interface Contender extends AutoCloseable {
    /// Looks a cell up.
    ///
    /// @param key of a cell that is there
    /// @return the checksum in its value, 32 bits unsigned
    long get(long key);

    /// Looks many cells up at once; one after the other where the store has nothing better.
    ///
    /// @param keys holds them
    /// @param from the first
    /// @param count how many
    /// @return the sum of their checksums
    default long batch(long[] keys, int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += get(keys[i]);
        }
        return sum;
    }

    /// Reads every cell in the order of keys.
    ///
    /// @return the sum of all keys and checksums
    long scan();

    @Override
    void close() throws IOException;
}
