package dev.lode.game.graph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing row of bytes.
final class Bytes {
    private byte[] values = new byte[64];
    private int size;

    void add(int value) {
        need(1);
        values[size++] = (byte) value;
    }

    void add(byte[] bytes) {
        need(bytes.length);
        System.arraycopy(bytes, 0, values, size, bytes.length);
        size += bytes.length;
    }

    int get(int index) {
        assert index < size : index;
        return values[index] & 0xFF;
    }

    String text(int from, int to) {
        return new String(values, from, to - from, StandardCharsets.UTF_8);
    }

    int size() {
        return size;
    }

    private void need(int more) {
        if (size + more > values.length) {
            values = Arrays.copyOf(values, Math.max(size + more, Ints.grown(size)));
        }
    }
}
