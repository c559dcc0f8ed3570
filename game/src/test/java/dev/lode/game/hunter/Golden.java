package dev.lode.game.hunter;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;

/// The vectors of docs/format/ticket.md, computed by another program.
public final class Golden {
    public static final Id128 HUNT = Id128.parse("101112131415161718191a1b1c1d1e1f");
    public static final Id128 HUNTER = Id128.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    public static final long CELL = 0xbeef000050703039L;
    public static final long ROOM = 0x0123456789abcdefL;
    public static final long MILLIS = 1_767_225_600_123L;
    public static final String SLOT =
            "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
                    + "efcdab8967452301"
                    + "0800000000000000000000000000000000000000000000000000000000000080"
                    + "7ba8da769b010000"
                    + "08f1254648470600"
                    + "1111000000000000"
                    + "2a00000000000000"
                    + "1032547698badcfe"
                    + "ff010409"
                    + "39307000"
                    + "80a8da769b010000"
                    + "4d00000000000000"
                    + "02000000"
                    + "e8030000";

    private Golden() {}

    public static void fill(MemorySegment slot, long offset) {
        HunterSlot.init(slot, offset, HUNTER.high(), HUNTER.low());
        HunterSlot.arrive(slot, offset, ROOM, 3);
        HunterSlot.arrive(slot, offset, ROOM, 255);
        HunterSlot.cooldownStart(slot, offset, MILLIS);
        HunterSlot.bucketFullMicros(slot, offset, MILLIS * 1000 + 250_000);
        LastRequest.remember(
                slot, offset, 0x1111, 42, 4, 0xfedcba9876543210L, 7, 12345, MILLIS + 5, 9);
        SlotVersion.stamp(slot, offset, 2, 77, 1000);
    }

    /// 32 bytes that count up from `first`.
    public static byte[] secret(int first) {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (first + i);
        }
        return secret;
    }
}
