package dev.lode.router;

/* Implementation: the loop of figure 1 in [1]. Java's `long` wraps as C's `uint64_t` does, and the
 * shift is unsigned, so the buckets are those of every faithful port.
 *
 * [1] John Lamping, Eric Veach: A Fast, Minimal Memory, Consistent Hash Algorithm.
 *     https://arxiv.org/abs/1406.2294 (2014)
 */

/// Jump consistent hash: a key's bucket among n, such that a step from n to n + 1 moves keys to the
/// new bucket only.
///
/// Its balance is statistical, about 0.3 % at 125,000 keys a bucket; hence it only gives the first
/// draft of a [PartitionTable].
public final class JumpHash {
    private static final long MULTIPLIER = 2862933555777941757L;
    private static final double TWO_TO_31 = 1L << 31;

    private JumpHash() {}

    /// The bucket of a key.
    ///
    /// @param key a well mixed hash
    /// @param buckets how many, at least 1
    /// @return 0 to `buckets` - 1
    public static int bucket(long key, int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("at least one bucket is needed, not " + buckets);
        }
        long state = key;
        long bucket = -1;
        long next = 0;
        while (next < buckets) {
            bucket = next;
            state = state * MULTIPLIER + 1;
            next = (long) ((bucket + 1) * (TWO_TO_31 / (double) ((state >>> 33) + 1)));
        }
        return (int) bucket;
    }
}
