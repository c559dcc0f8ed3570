package dev.lode.bench;

import dev.lode.base.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/// The device alone: blocks written one behind the other into a file of zeros, with O_DIRECT and
/// O_DSYNC, by one thread.
final class BareLoop implements DurableSink {
    static final String NAME = "bare DIRECT+DSYNC loop";

    /// A second one in another file, which shows what two of the same differ by.
    static final String AGAIN = "the bare loop again";

    private static final int BLOCK = 4096;
    private static final int FILL = 1 << 20;

    private final OffHeap memory = OffHeap.of("bench");
    private final ByteBuffer block;
    private final FileChannel channel;
    private final long bytes;
    private long position;

    BareLoop(Path file, long bytes) throws IOException {
        this.bytes = bytes;
        MemorySegment room = memory.allocate(2L * BLOCK);
        MemorySegment aligned = room.asSlice(-room.address() & (BLOCK - 1), BLOCK);
        aligned.fill((byte) 7);
        block = aligned.asByteBuffer();
        try (FileChannel zeros =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer some = ByteBuffer.allocateDirect(FILL);
            for (long at = 0; at < bytes; at += FILL) {
                zeros.write(some.clear(), at);
            }
            zeros.force(true);
        }
        OpenOption direct = direct();
        channel =
                FileChannel.open(
                        file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.DSYNC, direct));
    }

    /// By name, because javac warns of every mention.
    private static OpenOption direct() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (ClassNotFoundException e) {
            throw new BenchFailed("this JDK has no O_DIRECT", e);
        }
    }

    @Override
    public void append(int thread) throws IOException {
        if (position == bytes) {
            position = 0;
        }
        channel.write(block.clear(), position);
        position += BLOCK;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        memory.close();
    }
}
