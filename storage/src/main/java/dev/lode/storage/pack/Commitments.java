package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// The public commitment to a hunt's keys: a Merkle tree over salted hashes.
///
/// The root stands in the pack's footer before the hunt; when the salts are revealed after it,
/// anyone can compute it again and so knows that no key was moved, added or taken away. Leaves are
/// in the order of their cells; a node without a neighbour goes up as it is; the root of no key is
/// the SHA-256 of nothing. Format: docs/format/pack.md.
public final class Commitments {
    private static final Comparator<RevealedKey> BY_CELL =
            (a, b) -> Long.compareUnsigned(a.cell(), b.cell());

    private Commitments() {}

    /// Reveals keys: gives each the salt of its commitment.
    ///
    /// @param secret of the hunt, 32 bytes
    /// @param keys all of them
    /// @return the same in the order of their cells
    public static List<RevealedKey> reveal(byte[] secret, List<HiddenKey> keys) {
        return reveal(new Derived(secret), keys);
    }

    static List<RevealedKey> reveal(Derived derived, List<HiddenKey> keys) {
        var revealed = new ArrayList<RevealedKey>();
        for (HiddenKey key : keys) {
            byte[] salt = derived.salt(SealedKeys.cellBytes(key.cell()));
            revealed.add(
                    new RevealedKey(
                            HexFormat.of().formatHex(salt),
                            key.cell(),
                            key.keyId(),
                            key.prizeId(),
                            key.stock()));
        }
        revealed.sort(BY_CELL);
        return List.copyOf(revealed);
    }

    /// Computes the root again from what was revealed.
    ///
    /// @param keys all keys of the hunt, in any order
    /// @return 64 hex digits, as in [PackInfo#merkleRoot]
    public static String root(List<RevealedKey> keys) {
        var digest = sha256();
        var level = new ArrayList<byte[]>();
        for (RevealedKey key : keys.stream().sorted(BY_CELL).toList()) {
            level.add(leaf(digest, key));
        }
        if (level.isEmpty()) {
            return HexFormat.of().formatHex(digest.digest());
        }
        while (level.size() > 1) {
            var above = new ArrayList<byte[]>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                digest.update((byte) 1);
                digest.update(level.get(i));
                above.add(digest.digest(level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                above.add(level.getLast());
            }
            level = above;
        }
        return HexFormat.of().formatHex(level.getFirst());
    }

    private static byte[] leaf(MessageDigest digest, RevealedKey key) {
        var message = new ByteArrayOutputStream();
        message.write(0);
        message.writeBytes(HexFormat.of().parseHex(key.salt()));
        message.writeBytes(SealedKeys.cellBytes(key.cell()));
        putName(message, key.keyId());
        putName(message, key.prizeId());
        byte[] stock = new byte[Integer.BYTES];
        MemorySegment.ofArray(stock).set(Layouts.I32, 0, key.stock());
        message.writeBytes(stock);
        return digest.digest(message.toByteArray());
    }

    private static void putName(ByteArrayOutputStream message, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        message.write(bytes.length);
        message.writeBytes(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
