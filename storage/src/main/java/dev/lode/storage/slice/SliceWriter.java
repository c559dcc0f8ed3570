package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/// Writes a partition's slice, or any range of it, to a channel.
///
/// The same source always gives the same bytes, so a range asked for later fits what was sent
/// before. Threads: owned by one. Memory: one block, and 8 bytes for each block whose hash is
/// known. Cost: a range needs the hash of everything before it, which is read once and then
/// remembered. Units: bytes. Format: docs/format/slice.md.
public final class SliceWriter {
    private final SliceSource source;
    private final SliceHeader header;
    private final SliceShape shape;
    private final SliceBlock block;
    private long[] hashes = new long[16];
    private int known;

    /// Begins.
    ///
    /// @param source which is not closed with this
    public SliceWriter(SliceSource source) {
        this.source = source;
        header = source.header();
        shape = header.shape();
        block = new SliceBlock(header.blockBytes());
        remember(header.hash());
    }

    /// Writes all of it.
    ///
    /// @param out takes the stream
    /// @throws IOException where a file cannot be read or the channel cannot take more
    public void write(WritableByteChannel out) throws IOException {
        write(out, 0, shape.streamBytes());
    }

    /// Goes on where a receiver was cut off, if it is the same content that the receiver has.
    ///
    /// @param out takes the stream from the start of that block on
    /// @param fromBlock the first that the receiver lacks
    /// @param hash the running hash behind what the receiver has
    /// @throws SliceChanged where that is not the hash of what is here; nothing is written
    /// @throws IOException where a file cannot be read or the channel cannot take more
    public void resume(WritableByteChannel out, long fromBlock, long hash) throws IOException {
        mustMatch(fromBlock, hash);
        long position = shape.blockAt(fromBlock);
        write(out, position, shape.streamBytes() - position);
    }

    /// Writes a range of the stream.
    ///
    /// @param out takes it
    /// @param position of the first byte in the stream
    /// @param bytes how many; the range lies within the stream
    /// @throws IOException where a file cannot be read or the channel cannot take more
    public void write(WritableByteChannel out, long position, long bytes) throws IOException {
        long end = position + bytes;
        if (position < 0 || bytes < 0 || end > shape.streamBytes()) {
            throw new IllegalArgumentException(
                    "bytes %d to %d do not lie within a slice of %d bytes"
                            .formatted(position, end, shape.streamBytes()));
        }
        long at = position;
        if (at < shape.headerBytes() && at < end) {
            long to = Math.min(end, shape.headerBytes());
            put(out, ByteBuffer.wrap(header.bytes()), at, to);
            at = to;
        }
        while (at < end) {
            long number = shape.blockOf(at);
            long blockAt = shape.blockAt(number);
            ByteBuffer bytesOf = number == shape.blocks() ? end() : load(number);
            long to = Math.min(end, blockAt + bytesOf.limit());
            put(out, bytesOf, at - blockAt, to - blockAt);
            at = to;
        }
    }

    /// Refuses to go on behind content that is not what is here.
    ///
    /// @param fromBlock the first block that the receiver lacks
    /// @param hash the running hash behind what the receiver has
    /// @throws SliceChanged where it does not match
    /// @throws IOException where a file cannot be read
    public void mustMatch(long fromBlock, long hash) throws IOException {
        if (fromBlock < 0 || fromBlock > shape.blocks() || before(fromBlock) != hash) {
            throw new SliceChanged(
                    "partition %d: what the receiver has up to block %d is not the content that is here now; begin the slice anew"
                            .formatted(header.partition(), fromBlock));
        }
    }

    /// The running hash of everything before a block.
    private long before(long number) throws IOException {
        while (known <= number) {
            load(known - 1L);
        }
        return hashes[(int) number];
    }

    /// Makes a block, and remembers the hash behind it.
    private ByteBuffer load(long number) throws IOException {
        long before = before(number);
        int length = shape.contentOf(number);
        long offset = number * shape.blockBytes();
        source.read(block.content(length), offset);
        long after = block.seal(offset, length, before);
        if (known == number + 1) {
            remember(after);
        }
        return block.whole(length);
    }

    private ByteBuffer end() throws IOException {
        long before = before(shape.blocks());
        block.sealEnd(shape.contentBytes(), before);
        return block.end();
    }

    private void remember(long hash) {
        if (known == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * known);
        }
        hashes[known++] = hash;
    }

    private static void put(WritableByteChannel out, ByteBuffer bytes, long from, long to)
            throws IOException {
        bytes.limit((int) to).position((int) from);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
