package dev.lode.content.lz4;

/// The bytes of the LZ4 frame format 1.6.4, as the tool `lz4` writes it.
final class Lz4FrameDescriptor {
    static final int MAGIC = 0x184D2204;
    static final int MAGIC_LEGACY = 0x184C2102;
    static final int MAGIC_SKIPPABLE = 0x184D2A50;
    static final int MAGIC_SKIPPABLE_MASK = 0xFFFFFFF0;

    static final int FLAG_DICTIONARY = 1;
    static final int FLAG_RESERVED = 1 << 1;
    static final int FLAG_CONTENT_CHECKSUM = 1 << 2;
    static final int FLAG_CONTENT_SIZE = 1 << 3;
    static final int FLAG_BLOCK_CHECKSUM = 1 << 4;
    static final int FLAG_BLOCKS_INDEPENDENT = 1 << 5;
    static final int VERSION_SHIFT = 6;
    static final int VERSION = 1;

    /// Bits of the second byte that must be zero.
    static final int BLOCK_RESERVED = 0x8F;

    /// A block whose length has this bit is stored as it is.
    static final int BLOCK_STORED = 1 << 31;

    private Lz4FrameDescriptor() {}

    /// The size behind the code 4 to 7: 64 KiB, 256 KiB, 1 MiB, 4 MiB.
    static int blockBytesMax(int code) {
        return 1 << (8 + 2 * code);
    }
}
