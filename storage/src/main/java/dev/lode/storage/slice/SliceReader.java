package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/// Reads a slice from a channel, block by block, and believes none that does not fit.
///
/// What it hands out is what the sender had, in order; that it is all of it is known only once
/// [#next] has returned false. Threads: owned by one. Memory: one block. Errors: [DamagedSlice]
/// where the stream is cut, flipped, out of order or of another slice. Format:
/// docs/format/slice.md.
public final class SliceReader {
    private final String name;
    private final ReadableByteChannel in;
    private final SliceHeader header;
    private final SliceShape shape;
    private SliceBlock block;
    private long number;
    private long hash;
    private ByteBuffer content = ByteBuffer.allocate(0);

    private SliceReader(
            String name, ReadableByteChannel in, SliceHeader header, long number, long hash) {
        this.name = name;
        this.in = in;
        this.header = header;
        this.shape = header.shape();
        this.block = new SliceBlock(header.blockBytes());
        this.number = number;
        this.hash = hash;
    }

    /// Begins at the start of a slice.
    ///
    /// @param name of the file or link, for messages
    /// @param in where it comes from
    /// @return the reader, before the first block
    /// @throws DamagedSlice where there is no sound header
    /// @throws IOException where the channel cannot be read
    public static SliceReader open(String name, ReadableByteChannel in) throws IOException {
        var fixed = ByteBuffer.allocate(SliceHeader.FIXED_BYTES);
        fill(name, in, fixed, 0);
        try {
            var whole = ByteBuffer.allocate(SliceHeader.bytesOf(fixed.array()));
            whole.put(fixed.flip());
            fill(name, in, whole, SliceHeader.FIXED_BYTES);
            var header = SliceHeader.read(whole.array());
            return new SliceReader(name, in, header, 0, header.hash());
        } catch (Malformed e) {
            throw new DamagedSlice(name, 0, String.valueOf(e.getMessage()));
        }
    }

    /// Goes on in the middle of a slice.
    ///
    /// @param name of the file or link, for messages
    /// @param in delivers the stream from the start of that block on
    /// @param header of the slice
    /// @param fromBlock the first that is missing
    /// @param hash the running hash behind what is there
    /// @return the reader
    public static SliceReader resume(
            String name, ReadableByteChannel in, SliceHeader header, long fromBlock, long hash) {
        return new SliceReader(name, in, header, fromBlock, hash);
    }

    /// The same stream from a later block on: a channel that can seek is asked for it, from another
    /// what is before is read, and compared.
    ///
    /// @param fromBlock the first that is missing
    /// @param behind the running hash behind what is there
    /// @return the reader to go on with, this one or another
    /// @throws DamagedSlice where what is before is other content
    /// @throws IOException where the channel cannot be read
    SliceReader from(long fromBlock, long behind) throws IOException {
        if (fromBlock == number && behind == hash) {
            return this;
        }
        if (in instanceof SeekableByteChannel file) {
            file.position(shape.blockAt(fromBlock));
            return resume(name, in, header, fromBlock, behind);
        }
        while (number < fromBlock && next()) {
            // What is there already.
        }
        if (hash != behind) {
            throw new DamagedSlice(
                    name,
                    shape.blockAt(number),
                    "other content than what has been imported of it so far");
        }
        return this;
    }

    /// Refuses a file that is longer or shorter than its slice before any of it is read.
    void mustBeAsLong() throws IOException {
        long wanted = shape.streamBytes();
        if (in instanceof SeekableByteChannel file && file.size() != wanted) {
            throw new DamagedSlice(
                    name,
                    Math.min(file.size(), wanted),
                    "the file has %d bytes but must have %d".formatted(file.size(), wanted));
        }
    }

    /// The name of the file or link, for messages.
    String name() {
        return name;
    }

    /// What the slice says of itself.
    ///
    /// @return its header
    public SliceHeader header() {
        return header;
    }

    /// How many blocks have been read: the first that is still missing.
    ///
    /// @return the number of the next block
    public long block() {
        return number;
    }

    /// The running hash of everything read so far.
    ///
    /// @return 64 bits, to resume with
    public long hash() {
        return hash;
    }

    /// Where the content of the last block begins in all of the content.
    ///
    /// @return offset in the content
    public long offset() {
        return (number - 1) * shape.blockBytes();
    }

    /// The content of the last block.
    ///
    /// @return a buffer that is good until the next block is read
    public ByteBuffer content() {
        return content;
    }

    /// The room of the block that was read last.
    SliceBlock room() {
        return block;
    }

    /// Gives other room to the next block; the one before stays as it is.
    void room(SliceBlock free) {
        block = free;
    }

    /// Reads and checks the next block.
    ///
    /// @return true with a block; false once all blocks and the end record were sound
    /// @throws DamagedSlice where what comes is not what must come
    /// @throws IOException where the channel cannot be read
    public boolean next() throws IOException {
        boolean ends = number == shape.blocks();
        long position = shape.blockAt(number);
        try {
            if (ends) {
                fill(name, in, block.end(), position);
                block.openEnd(shape.contentBytes(), hash);
                return false;
            }
            int length = shape.contentOf(number);
            fill(name, in, block.whole(length), position);
            hash = block.open(number * shape.blockBytes(), length, hash);
            number++;
            content = block.content(length);
            return true;
        } catch (Malformed e) {
            throw new DamagedSlice(name, position, String.valueOf(e.getMessage()));
        }
    }

    private static void fill(String name, ReadableByteChannel in, ByteBuffer into, long position)
            throws IOException {
        while (into.hasRemaining()) {
            if (in.read(into) < 0) {
                throw new DamagedSlice(name, position + into.position(), "the slice is cut here");
            }
        }
    }
}
