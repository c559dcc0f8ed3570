package dev.lode.storage.faulty;

import java.util.BitSet;
import java.util.SplittableRandom;

/// Which parts of a write reach the disk when the power goes: whole sectors of 512 bytes or of 4
/// KiB, never all of them.
///
/// @param unit bytes of a sector
/// @param arrived the sectors that are there, counted from the first that the write touches
public record Tear(int unit, BitSet arrived) {
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;

    /// Draws a tear: the head is there, or the tail, or all but one sector, or any of them.
    ///
    /// @param random decides
    /// @param position of the first byte of the write
    /// @param bytes its length, at least 1
    /// @return what arrives
    public static Tear of(SplittableRandom random, long position, long bytes) {
        int unit = random.nextBoolean() ? SECTOR : PAGE;
        int units = (int) ((position + bytes - 1) / unit - position / unit + 1);
        var arrived = new BitSet();
        switch (random.nextInt(4)) {
            case 0 -> arrived.set(0, random.nextInt(units));
            case 1 -> arrived.set(units - random.nextInt(units), units);
            case 2 -> arrived.set(0, units);
            default -> {
                for (int i = 0; i < units; i++) {
                    arrived.set(i, random.nextBoolean());
                }
            }
        }
        arrived.clear(random.nextInt(units));
        return new Tear(unit, arrived);
    }
}
