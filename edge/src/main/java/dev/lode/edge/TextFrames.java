package dev.lode.edge;

import dev.lode.edge.json.JsonOut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// Server-side WebSocket text frames (RFC 6455, 5.2) written in place: the head goes in front of
/// the text when its length is known, so nothing is copied and many connections can share one.
final class TextFrames {
    private static final int HEAD_MAX = 10;
    private static final int FINAL_TEXT = 0x81;
    private static final int SHORT_MAX = 125;
    private static final int MIDDLE_MAX = 0xFFFF;

    private TextFrames() {}

    static JsonOut begin(ByteBufAllocator allocator, int expected) {
        ByteBuf buffer = allocator.buffer(HEAD_MAX + expected);
        buffer.writerIndex(HEAD_MAX).readerIndex(HEAD_MAX);
        return new JsonOut(buffer);
    }

    /// Puts the head in front.
    ///
    /// @return the buffer, now a whole frame
    static ByteBuf finish(JsonOut text) {
        ByteBuf buffer = text.buffer();
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
        buffer.setByte(start, FINAL_TEXT);
        return buffer.readerIndex(start);
    }
}
