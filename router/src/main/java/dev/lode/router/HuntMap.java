package dev.lode.router;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which claim group decides about the rooms of each partition in one hunt.
///
/// Made when the hunt is created, over the groups that exist then, and never changed: no table, pin
/// or move touches it. Group number k of G (ascending ids) has the partitions p with floor(p * G /
/// 65,536) = k: one contiguous range, alike in size to within one partition.
///
/// Threads: immutable. Format: docs/format/routing.md.
public final class HuntMap {
    /// Number of the encoded form, its first byte.
    public static final int FORMAT = 1;

    private static final int HEADER_BYTES = 8;

    private final char[] groups;

    private HuntMap(char[] groups) {
        this.groups = groups;
    }

    /// One group's partitions.
    ///
    /// @param group its id
    /// @param first the first partition
    /// @param last the last one
    public record Range(int group, int first, int last) {}

    /// Divides the partitions among groups.
    ///
    /// @param groups ids 0 to 65,535, each once, in any order; at least one
    /// @return the map
    public static HuntMap over(int... groups) {
        int[] sorted = groups.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a hunt needs at least one claim group");
        }
        char[] ids = new char[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 0 || sorted[i] > 0xFFFF) {
                throw new IllegalArgumentException("a group's id is 0 to 65535, not " + sorted[i]);
            }
            if (i > 0 && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("group " + sorted[i] + " is named twice");
            }
            ids[i] = (char) sorted[i];
        }
        return new HuntMap(ids);
    }

    /// The group of a partition; allocates nothing.
    ///
    /// @param partition 0 to 65,535
    /// @return the group's id
    public int group(int partition) {
        return groups[(int) (((long) partition * groups.length) >>> 16)];
    }

    /// The group of a room; allocates nothing.
    ///
    /// @param roomFingerprint of the room
    /// @return the group's id
    public int groupOfRoom(long roomFingerprint) {
        return group(Fingerprint.partition(roomFingerprint));
    }

    /// The ranges of all groups, by first partition.
    ///
    /// @return a new list
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(groups.length);
        for (int k = 0; k < groups.length; k++) {
            ranges.add(new Range(groups[k], firstOf(k), firstOf(k + 1) - 1));
        }
        return ranges;
    }

    /// Encodes it: u8 format, 3 zero bytes, u32 number of groups, then their ids ascending, u16
    /// each.
    ///
    /// @return a new array
    public byte[] encode() {
        byte[] bytes = new byte[HEADER_BYTES + 2 * groups.length];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I8, 0, (byte) FORMAT);
        memory.set(Layouts.I32, 4, groups.length);
        for (int k = 0; k < groups.length; k++) {
            memory.set(Layouts.I16, HEADER_BYTES + 2L * k, (short) groups[k]);
        }
        return bytes;
    }

    /// Decodes what [#encode] wrote.
    ///
    /// @param memory exactly the encoded bytes
    /// @return the map
    /// @throws IllegalArgumentException where the bytes are anything else
    public static HuntMap decode(MemorySegment memory) {
        long size = memory.byteSize();
        if (size < HEADER_BYTES || memory.get(Layouts.I32, 0) != FORMAT) {
            throw new IllegalArgumentException("not a hunt map of format " + FORMAT);
        }
        int count = memory.get(Layouts.I32, 4);
        if (count < 1 || count > Fingerprint.PARTITIONS || size != HEADER_BYTES + 2L * count) {
            throw new IllegalArgumentException(
                    "a hunt map of %d bytes cannot have %d groups".formatted(size, count));
        }
        char[] groups = new char[count];
        for (int k = 0; k < count; k++) {
            groups[k] = (char) memory.get(Layouts.I16, HEADER_BYTES + 2L * k);
            if (k > 0 && groups[k] <= groups[k - 1]) {
                throw new IllegalArgumentException(
                        "the groups of a hunt map ascend, but %d follows %d"
                                .formatted((int) groups[k], (int) groups[k - 1]));
            }
        }
        return new HuntMap(groups);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HuntMap map && Arrays.equals(groups, map.groups);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(groups);
    }

    @Override
    public String toString() {
        return ranges().toString();
    }

    private int firstOf(int k) {
        return (int) Math.ceilDiv((long) k * Fingerprint.PARTITIONS, (long) groups.length);
    }
}
