package dev.lode.router;

import dev.lode.base.Id128;
import dev.lode.base.hash.Xxh3;
import java.nio.charset.StandardCharsets;

/// The 64-bit hash that places a room or a hunter, and the partition within it.
///
/// XXH3-64 with seed 0 over UTF-8(hunt) 0x00 UTF-8(room), or over UTF-8(hunt) 0x01 and the hunter's
/// 128 bits as 32 lowercase hex digits. The partition is its top 16 bits. Only a hash whose every
/// output bit depends on every input bit may stand here: tables over raw ids collapse.
///
/// Format: docs/format/routing.md, with vectors in docs/format/routing.json.
public final class Fingerprint {
    /// Partitions of every hunt, fixed for ever.
    public static final int PARTITIONS = 1 << 16;

    private static final byte ROOM = 0;
    private static final byte HUNTER = 1;
    private static final int PARTITION_SHIFT = 48;

    private Fingerprint() {}

    /// The fingerprint of a room.
    ///
    /// @param hunt the hunt's name
    /// @param room the room's name
    /// @return 64 bits
    /// @throws IllegalArgumentException where a name breaks the rule of [Names]
    public static long room(String hunt, String room) {
        return hash(Names.hunt(hunt), ROOM, Names.room(room));
    }

    /// The fingerprint of a hunter in a hunt.
    ///
    /// @param hunt the hunt's name
    /// @param hunter who
    /// @return 64 bits
    /// @throws IllegalArgumentException where the name breaks the rule of [Names]
    public static long hunter(String hunt, Id128 hunter) {
        return hash(
                Names.hunt(hunt), HUNTER, hunter.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// The partition of a fingerprint: its top 16 bits.
    ///
    /// @param fingerprint of a room or a hunter
    /// @return 0 to 65,535
    public static int partition(long fingerprint) {
        return (int) (fingerprint >>> PARTITION_SHIFT);
    }

    private static long hash(byte[] hunt, byte kind, byte[] name) {
        byte[] bytes = new byte[hunt.length + 1 + name.length];
        System.arraycopy(hunt, 0, bytes, 0, hunt.length);
        bytes[hunt.length] = kind;
        System.arraycopy(name, 0, bytes, hunt.length + 1, name.length);
        return Xxh3.hash(bytes, 0, bytes.length);
    }
}
