package dev.lode.game.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A growing row of bytes in chunks, so that it grows without copying.
final class Bytes {
    private final List<byte[]> chunks = new ArrayList<>();
    private int size;

    void add(int value) {
        if (size >>> Ints.CHUNK_BITS == chunks.size()) {
            chunks.add(new byte[Ints.CHUNK]);
        }
        chunks.getLast()[size & Ints.CHUNK - 1] = (byte) value;
        size = Math.addExact(size, 1);
    }

    void add(byte[] bytes) {
        for (byte value : bytes) {
            add(value);
        }
    }

    int get(int index) {
        assert index < size : index;
        return chunks.get(index >>> Ints.CHUNK_BITS)[index & Ints.CHUNK - 1] & 0xFF;
    }

    String text(int from, int to) {
        byte[] text = new byte[to - from];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) get(from + i);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    int size() {
        return size;
    }
}
