package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.transport.Link;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A link whose frames a test takes.
final class Replies implements Link {
    private final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

    @Override
    public boolean send(MemorySegment memory, long offset, int length) {
        return frames.add(memory.asSlice(offset, length).toArray(Layouts.I8));
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Nothing to close.
    }

    /// The next frame, as soon as there is one; the limit only ends a test that has failed.
    MemorySegment take() throws InterruptedException {
        byte[] frame = frames.poll(1, TimeUnit.MINUTES);
        if (frame == null) {
            throw new AssertionError("no frame came");
        }
        return MemorySegment.ofArray(frame);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    static Status status(MemorySegment reply) {
        return FrameHeader.status(reply, 0);
    }

    static String blob(MemorySegment find) {
        int length = find.get(Layouts.I32, FindFrame.PLAIN_LENGTH);
        return new String(
                find.asSlice(FindFrame.BYTES, length).toArray(Layouts.I8), StandardCharsets.UTF_8);
    }
}
