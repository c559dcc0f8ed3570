package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC-32C of pages and blobs, without allocation.
///
/// Threads: owned by one. Memory: reads heap arrays and unmapped direct buffers only; the intrinsic
/// behind it would take the JVM down on a mapped page that a truncation has taken away.
public final class Checksum {
    /// Castagnoli's polynomial, its bits reversed.
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int[] OF_BYTE = ofBytes();

    private final CRC32C crc = new CRC32C();
    private final byte[] keyBytes = new byte[Long.BYTES];
    private final MemorySegment key = MemorySegment.ofArray(keyBytes);

    /// Makes one.
    public Checksum() {}

    /// Computes the checksum of a range.
    ///
    /// @param bytes holds it
    /// @param offset of its first byte
    /// @param length of it
    /// @return 32 bits
    public int of(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /// Computes the checksum of a stored block and the key of its cell.
    ///
    /// @param block direct, not mapped; position and limit are moved
    /// @param length of the block, from index 0
    /// @param cell the key, which follows the block as 8 bytes, little-endian
    /// @return 32 bits
    public int ofBlob(ByteBuffer block, int length, long cell) {
        crc.reset();
        block.limit(length).position(0);
        crc.update(block);
        return withCell(cell);
    }

    /// Computes the checksum of a stored block and the key of its cell.
    ///
    /// @param bytes holds the block
    /// @param offset of its first byte
    /// @param length of it
    /// @param cell the key, which follows the block as 8 bytes, little-endian
    /// @return 32 bits
    public int ofBlob(byte[] bytes, int offset, int length, long cell) {
        crc.reset();
        crc.update(bytes, offset, length);
        return withCell(cell);
    }

    /// Computes the checksum of a stored block and the key of its cell from that of the block.
    ///
    /// @param blockCheck checksum of the block alone
    /// @param cell the key, which follows the block as 8 bytes, little-endian
    /// @return what [#ofBlob] gives for the block
    public static int goOn(int blockCheck, long cell) {
        int register = ~blockCheck;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            int low = (register ^ (int) (cell >>> shift)) & 0xFF;
            register = register >>> Byte.SIZE ^ OF_BYTE[low];
        }
        return ~register;
    }

    /// Begins a checksum of several ranges.
    public void begin() {
        crc.reset();
    }

    /// Takes the next range in.
    ///
    /// @param bytes holds it
    /// @param offset of its first byte
    /// @param length of it
    public void add(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
    }

    /// The checksum of the ranges since [#begin].
    ///
    /// @return 32 bits
    public int end() {
        return (int) crc.getValue();
    }

    private int withCell(long cell) {
        key.set(Layouts.I64, 0, cell);
        crc.update(keyBytes, 0, Long.BYTES);
        return (int) crc.getValue();
    }

    private static int[] ofBytes() {
        int[] table = new int[1 << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int register = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = register >>> 1 ^ ((register & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[i] = register;
        }
        return table;
    }
}
