package dev.lode.node.hunt;

import dev.lode.storage.pack.HiddenKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The prizes of a hunt and the keys that win them, as the bytes that a winner is sent.
///
/// Threads: immutable; nobody writes into the arrays.
public final class PrizeBook {
    private final byte[][] prizes;
    private final byte[][] keys;
    private final long[] cells;

    /// Takes the unsealed keys of a pack: one for each prize.
    ///
    /// @param hidden the keys
    /// @throws IllegalArgumentException where a prize has no key, or two
    public PrizeBook(List<HiddenKey> hidden) {
        prizes = new byte[hidden.size()][];
        keys = new byte[hidden.size()][];
        cells = new long[hidden.size()];
        for (HiddenKey key : hidden) {
            int prize = key.prize();
            if (prize < 0 || prize >= prizes.length || prizes[prize] != null) {
                throw new IllegalArgumentException(
                        "the key table of %d keys gives prize %d a second key or none: pack the hunt anew"
                                .formatted(prizes.length, prize));
            }
            prizes[prize] = key.prizeId().getBytes(StandardCharsets.UTF_8);
            keys[prize] = key.keyId().getBytes(StandardCharsets.UTF_8);
            cells[prize] = key.cell();
        }
    }

    /// How many prizes there are.
    ///
    /// @return prizes
    public int size() {
        return prizes.length;
    }

    /// The name of a prize.
    ///
    /// @param prize its index
    /// @return UTF-8
    public byte[] prize(int prize) {
        return prizes[prize];
    }

    /// The name of a prize's key.
    ///
    /// @param prize its index
    /// @return UTF-8
    public byte[] key(int prize) {
        return keys[prize];
    }

    /// The cell of each prize's key.
    ///
    /// @return cell keys by prize, a copy
    public long[] cells() {
        return cells.clone();
    }
}
