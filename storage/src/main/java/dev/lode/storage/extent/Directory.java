package dev.lode.storage.extent;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;

/// The partition directory: one entry of 32 bytes for each of the 65,536 partitions.
///
/// An entry: head's offset u64, head's length u64, offset of the blobs u64, checksum of the chunk
/// header u32, checksum of the entry and its partition u32. All but the last are 0 where the
/// partition has no room. Units: bytes; offsets in the file. Format: docs/format/pack.md.
public final class Directory {
    /// How many partitions there are.
    public static final int PARTITIONS = 1 << 16;

    /// Bytes of an entry.
    public static final int ENTRY_BYTES = 32;

    /// Bytes of the directory.
    public static final int BYTES = PARTITIONS * ENTRY_BYTES;

    private static final int CHECK = 28;

    private final byte[] bytes;
    private final MemorySegment memory;
    private final Checksum checksum = new Checksum();
    private final byte[] checked = new byte[CHECK + 2];
    private final int first;

    /// Looks at a directory.
    ///
    /// @param bytes of it, [#BYTES] long
    public Directory(byte[] bytes) {
        this(bytes, 0);
    }

    /// Looks at a part of a directory.
    ///
    /// @param bytes of some entries
    /// @param first the partition of the first of them
    Directory(byte[] bytes, int first) {
        this.bytes = bytes;
        this.first = first;
        memory = MemorySegment.ofArray(bytes);
    }

    /// The bytes of the directory.
    ///
    /// @return the array itself
    public byte[] bytes() {
        return bytes;
    }

    /// Where a partition's head is.
    ///
    /// @param partition 0 to 65,535
    /// @return offset in the file, 0 where the partition is empty
    public long headAt(int partition) {
        return memory.get(Layouts.I64, at(partition));
    }

    /// How long a partition's head is.
    ///
    /// @param partition 0 to 65,535
    /// @return bytes
    public long headBytes(int partition) {
        return memory.get(Layouts.I64, at(partition) + 8);
    }

    /// Where a partition's blobs are.
    ///
    /// @param partition 0 to 65,535
    /// @return offset in the file
    public long blobsAt(int partition) {
        return memory.get(Layouts.I64, at(partition) + 16);
    }

    /// The checksum that the chunk header must have.
    ///
    /// @param partition 0 to 65,535
    /// @return 32 bits
    public int headCheck(int partition) {
        return memory.get(Layouts.I32, at(partition) + 24);
    }

    /// What an entry says.
    ///
    /// @param partition 0 to 65,535
    /// @return all of it, sound or not
    public ChunkPlace place(int partition) {
        return new ChunkPlace(
                headAt(partition), headBytes(partition), blobsAt(partition), headCheck(partition));
    }

    /// Whether an entry is what was written.
    ///
    /// @param partition 0 to 65,535
    /// @return true where its checksum holds
    public boolean sound(int partition) {
        return memory.get(Layouts.I32, at(partition) + CHECK) == check(partition);
    }

    /// Writes an entry, checksum included.
    ///
    /// @param partition 0 to 65,535
    /// @param headAt offset of its head, 0 for an empty partition
    /// @param headBytes length of its head
    /// @param blobsAt offset of its blobs
    /// @param headCheck checksum of its chunk header
    public void set(int partition, long headAt, long headBytes, long blobsAt, int headCheck) {
        long at = at(partition);
        memory.set(Layouts.I64, at, headAt);
        memory.set(Layouts.I64, at + 8, headBytes);
        memory.set(Layouts.I64, at + 16, blobsAt);
        memory.set(Layouts.I32, at + 24, headCheck);
        memory.set(Layouts.I32, at + CHECK, check(partition));
    }

    private int check(int partition) {
        System.arraycopy(bytes, (partition - first) * ENTRY_BYTES, checked, 0, CHECK);
        checked[CHECK] = (byte) partition;
        checked[CHECK + 1] = (byte) (partition >>> 8);
        return checksum.of(checked, 0, checked.length);
    }

    private long at(int partition) {
        return (long) (partition - first) * ENTRY_BYTES;
    }
}
