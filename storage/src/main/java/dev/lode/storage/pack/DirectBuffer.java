package dev.lode.storage.pack;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.DirectIo;
import java.nio.ByteBuffer;

/// Memory that can be read into and written from past the page cache.
///
/// Threads: owned by one. Memory: its bytes and a block, given back when closed.
final class DirectBuffer implements AutoCloseable {
    private final OffHeap memory = OffHeap.of("storage.pack");

    /// Begins at a multiple of a block.
    final ByteBuffer bytes;

    /// @param capacity a multiple of a block
    DirectBuffer(int capacity) {
        ByteBuffer whole = memory.allocate((long) capacity + DirectIo.BLOCK_BYTES).asByteBuffer();
        int past = whole.alignmentOffset(0, DirectIo.BLOCK_BYTES);
        int skipped = past == 0 ? 0 : DirectIo.BLOCK_BYTES - past;
        bytes = whole.slice(skipped, capacity);
    }

    @Override
    public void close() {
        memory.close();
    }
}
