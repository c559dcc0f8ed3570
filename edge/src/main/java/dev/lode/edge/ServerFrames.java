package dev.lode.edge;

import dev.lode.edge.json.JsonOut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;

/// Server-side WebSocket frames (RFC 6455, 5.2) written in place: the head goes in front of the
/// payload when its length is known, so nothing is copied and many connections can share one.
///
/// A text frame is JSON; a binary one is the length of a JSON text (u32, little-endian), that text,
/// and a document's LZ4 block.
final class ServerFrames {
    private static final int HEAD_MAX = 10;
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int TEXT_LENGTH_BYTES = 4;
    private static final int SHORT_MAX = 125;
    private static final int MIDDLE_MAX = 0xFFFF;

    private ServerFrames() {}

    static JsonOut begin(ByteBufAllocator allocator, int expected) {
        ByteBuf buffer = allocator.buffer(HEAD_MAX + expected);
        buffer.writerIndex(HEAD_MAX).readerIndex(HEAD_MAX);
        return new JsonOut(buffer);
    }

    /// Puts the head in front.
    ///
    /// @return the buffer, now a whole frame
    static ByteBuf finish(JsonOut text) {
        return finish(text.buffer(), FINAL_TEXT);
    }

    /// Begins a binary frame with its JSON.
    static JsonOut beginStored(ByteBufAllocator allocator, int expected) {
        JsonOut text = begin(allocator, TEXT_LENGTH_BYTES + expected);
        text.buffer().writeIntLE(0); // finishStored knows it
        return text;
    }

    /// Puts the block behind the JSON and the head in front.
    ///
    /// @return the buffer, now a whole frame
    static ByteBuf finishStored(JsonOut text, MemorySegment block, long offset, int length) {
        ByteBuf buffer = text.buffer();
        int textBytes = buffer.writerIndex() - HEAD_MAX - TEXT_LENGTH_BYTES;
        buffer.setIntLE(HEAD_MAX, textBytes);
        buffer.writeBytes(block.asSlice(offset, length).asByteBuffer());
        return finish(buffer, FINAL_BINARY);
    }

    private static ByteBuf finish(ByteBuf buffer, int opcode) {
        int length = buffer.writerIndex() - HEAD_MAX;
        int start;
        if (length <= SHORT_MAX) {
            start = HEAD_MAX - 2;
            buffer.setByte(start + 1, length);
        } else if (length <= MIDDLE_MAX) {
            start = HEAD_MAX - 4;
            buffer.setByte(start + 1, SHORT_MAX + 1);
            buffer.setShort(start + 2, length);
        } else {
            start = 0;
            buffer.setByte(start + 1, SHORT_MAX + 2);
            buffer.setLong(start + 2, length);
        }
        buffer.setByte(start, opcode);
        return buffer.readerIndex(start);
    }
}
