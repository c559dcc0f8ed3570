package dev.lode.itest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// A segment of the log as docs/format/wal.md has it, for disks that lie about one.
final class BatchBytes {
    static final int BLOCK = 4096;

    private static final int MAGIC = 0x5441424C; // "LBAT"
    private static final int CRC = 4;
    private static final int SEQUENCE = 8;
    private static final int LIFE = 24;
    private static final int LENGTH = 32;
    private static final int HEAD_BYTES = 64;
    private static final int ID = 16;
    private static final int SEGMENT_LIFE = 32;

    private final ByteBuffer file;

    BatchBytes(byte[] segment) {
        file = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Whether a whole batch begins at an offset, of whatever life.
    boolean isWhole(int at) {
        return file.getInt(at) == MAGIC
                && length(at) >= HEAD_BYTES
                && length(at) <= file.limit() - at
                && file.getInt(at + CRC) == checksum(at);
    }

    long life(int at) {
        return file.getLong(at + LIFE);
    }

    long segmentLife() {
        return file.getLong(SEGMENT_LIFE);
    }

    private int length(int at) {
        return file.getInt(at + LENGTH);
    }

    /// Makes a batch one of the segment's own life.
    void adopt(int at) {
        file.putLong(at + LIFE, segmentLife());
        file.putInt(at + CRC, checksum(at));
    }

    /// Over the log's identity, the life, the offset, and the batch from its sequence on.
    private int checksum(int at) {
        var salt = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        salt.put(file.slice(ID, 16)).putLong(life(at)).putLong(at);
        var crc = new CRC32C();
        crc.update(salt.flip());
        crc.update(file.slice(at + SEQUENCE, length(at) - SEQUENCE));
        return (int) crc.getValue();
    }
}
