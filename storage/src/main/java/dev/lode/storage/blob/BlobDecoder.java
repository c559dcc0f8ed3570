package dev.lode.storage.blob;

import dev.lode.base.memory.OffHeap;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/// Decodes stored blocks for one thread: also those that came over a Link.
///
/// Threads: owned by one. Memory: two buffers off heap, as large as the longest document; a call
/// allocates nothing. Blocks and documents are copied, so no memory of the caller, which may be
/// mapped, goes to native code. Errors: lengths are compared with the bounds and the checksum with
/// the block before anything is decoded; a document that is not exactly as long as the index says
/// is refused too. Blocks that refer to a dictionary are decoded with that which [#with] named
/// last.
public final class BlobDecoder implements AutoCloseable {
    private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

    private final LZ4SafeDecompressor decompressor = LZ4.safeDecompressor();
    private final Checksum checks = new Checksum();
    private final OffHeap account = OffHeap.of("storage.blob");
    private final int plainBytesMax;
    private final int storedBytesMax;
    private final MemorySegment stored;
    private final ByteBuffer storedView;
    private final MemorySegment plain;
    private final ByteBuffer plainView;
    private final PosixCall call;
    private @Nullable BlobDictionary dictionary;

    /// Makes one.
    ///
    /// @param plainBytesMax the longest document that it will decode
    public BlobDecoder(int plainBytesMax) {
        this.plainBytesMax = plainBytesMax;
        storedBytesMax = storedBytesMax(plainBytesMax);
        stored = account.allocate(storedBytesMax);
        plain = account.allocate(Math.max(plainBytesMax, 1));
        storedView = stored.asByteBuffer();
        plainView = plain.asByteBuffer();
        call = new PosixCall(account);
    }

    /// The longest block that a document can be stored as.
    ///
    /// @param plainBytes length of the document
    /// @return bytes
    public static int storedBytesMax(int plainBytes) {
        return plainBytes + plainBytes / 255 + 16;
    }

    /// Says what the blocks that follow refer to.
    ///
    /// @param next stays open for as long as it is used; null for blocks that stand alone
    public void with(@Nullable BlobDictionary next) {
        dictionary = next;
    }

    /// Checks and decodes a stored block.
    ///
    /// @param cell the key of its cell
    /// @param checksum CRC-32C of block and key, as in the index
    /// @param plainBytes length of the document, as in the index
    /// @param block holds the block
    /// @param blockOffset of its first byte
    /// @param blockBytes its length
    /// @param out takes the document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [BlobReader#DAMAGED] or [BlobReader#TOO_LARGE]
    public int decode(
            long cell,
            int checksum,
            int plainBytes,
            MemorySegment block,
            long blockOffset,
            int blockBytes,
            MemorySegment out,
            long offset,
            int max) {
        int refusal = refusal(blockBytes, plainBytes);
        if (refusal != 0) {
            return refusal;
        }
        if (plainBytes > max) {
            return BlobReader.TOO_LARGE;
        }
        MemorySegment.copy(block, blockOffset, stored, 0, blockBytes);
        return decodeOwn(cell, checksum, plainBytes, blockBytes, out, offset);
    }

    /// Why lengths cannot be those of a sound blob here: 0 where they can.
    int refusal(int blockBytes, int plainBytes) {
        if (plainBytes > plainBytesMax) {
            return BlobReader.TOO_LARGE;
        }
        return plainBytes <= 0 || blockBytes <= 0 || blockBytes > storedBytesMax(plainBytes)
                ? BlobReader.DAMAGED
                : 0;
    }

    /// The buffer that a reader fills with the block.
    MemorySegment stored() {
        return stored;
    }

    PosixCall call() {
        return call;
    }

    boolean sound(long cell, int checksum, int blockBytes) {
        return checks.ofBlob(storedView, blockBytes, cell) == checksum;
    }

    int decodeOwn(
            long cell,
            int checksum,
            int plainBytes,
            int blockBytes,
            MemorySegment out,
            long offset) {
        if (!sound(cell, checksum, blockBytes)) {
            return BlobReader.DAMAGED;
        }
        if (decompress(blockBytes, plainBytes) != plainBytes) {
            return BlobReader.DAMAGED;
        }
        MemorySegment.copy(plain, 0, out, offset, plainBytes);
        return plainBytes;
    }

    /// Decodes the block in the one buffer into the other.
    ///
    /// @return bytes of the document, below 0 where the block is not sound
    private int decompress(int blockBytes, int plainBytes) {
        BlobDictionary with = dictionary;
        if (with != null) {
            return with.decode(stored, blockBytes, plain, plainBytes);
        }
        storedView.clear();
        plainView.clear();
        try {
            return decompressor.decompress(storedView, 0, blockBytes, plainView, 0, plainBytes);
        } catch (LZ4Exception e) {
            return BlobReader.DAMAGED;
        }
    }

    /// Checks a document that came as it is, not as a block.
    ///
    /// @param cell the key of its cell
    /// @param checksum CRC-32C of document and key, as [#plainChecksum]
    /// @param from holds the document
    /// @param fromOffset of its first byte
    /// @param plainBytes its length
    /// @param out takes the document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [BlobReader#DAMAGED] or [BlobReader#TOO_LARGE]
    public int copyPlain(
            long cell,
            int checksum,
            MemorySegment from,
            long fromOffset,
            int plainBytes,
            MemorySegment out,
            long offset,
            int max) {
        if (plainBytes > Math.min(max, plainBytesMax)) {
            return BlobReader.TOO_LARGE;
        }
        if (plainBytes <= 0) {
            return BlobReader.DAMAGED;
        }
        MemorySegment.copy(from, fromOffset, plain, 0, plainBytes);
        if (plainChecksum(cell, plainBytes) != checksum) {
            return BlobReader.DAMAGED;
        }
        MemorySegment.copy(plain, 0, out, offset, plainBytes);
        return plainBytes;
    }

    /// The checksum of the document that was decoded last and its cell's key, for one who sends it
    /// as it is.
    ///
    /// @param cell the key
    /// @param plainBytes length of the document
    /// @return CRC-32C
    int plainChecksum(long cell, int plainBytes) {
        return checks.ofBlob(plainView, plainBytes, cell);
    }

    @Override
    public void close() {
        account.close();
    }
}
