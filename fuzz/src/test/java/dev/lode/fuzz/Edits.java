package dev.lode.fuzz;

import java.util.Arrays;

/// An input that says how a sound file is to be changed: so the fuzzer need not find a whole file.
///
/// One edit is six bytes and more: a kind, a place of three bytes, a length, and the bytes. Places
/// count from the start or, with the kind's top bit, from the end, and wrap around.
public final class Edits {
    private static final long[] TELLING = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0xFFFF,
        1 << 20,
        1 << 24,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 47,
        1L << 48,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final byte[] input;
    private int at;

    /// Reads edits from an input.
    public Edits(byte[] input) {
        this.input = input;
    }

    /// The next byte of the input, 0 behind its end.
    public int next() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    /// The next two bytes of the input.
    public int next16() {
        int low = next();
        return low | (next() << 8);
    }

    /// What is left of the input.
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(input, Math.min(at, input.length), input.length);
        at = input.length;
        return rest;
    }

    public boolean hasMore() {
        return at < input.length;
    }

    /// Carries out all edits that are left.
    public byte[] applyTo(byte[] base) {
        byte[] bytes = base.clone();
        while (hasMore() && bytes.length > 0) {
            bytes = edit(bytes);
        }
        return bytes;
    }

    private byte[] edit(byte[] bytes) {
        int kind = next();
        int place = (next16() | (next() << 16)) % bytes.length;
        int from = (kind & 0x80) != 0 ? bytes.length - 1 - place : place;
        switch (kind & 7) {
            case 0, 1 -> {
                for (int left = next() % 9; left > 0; left--, from++) {
                    int value = next();
                    if (from < bytes.length) {
                        bytes[from] = (byte) value;
                    }
                }
            }
            case 2 -> bytes[from] ^= (byte) (1 << (next() & 7));
            case 3, 4 -> {
                long value = TELLING[next() % TELLING.length] + (byte) next();
                int width = 1 << ((kind >>> 3) & 3);
                for (int i = 0; i < width && from + i < bytes.length; i++) {
                    bytes[from + i] = (byte) (value >>> (8 * i));
                }
            }
            case 5 -> {
                int to = Math.min(bytes.length, from + next());
                Arrays.fill(bytes, Math.min(from, to), to, (byte) 0);
            }
            case 6 -> {
                int other = next16() % bytes.length;
                int length = Math.min(next(), bytes.length - Math.max(from, other));
                byte[] kept = Arrays.copyOfRange(bytes, from, from + length);
                System.arraycopy(bytes, other, bytes, from, length);
                System.arraycopy(kept, 0, bytes, other, length);
            }
            default -> {
                return Arrays.copyOf(bytes, from);
            }
        }
        return bytes;
    }
}
