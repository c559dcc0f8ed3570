package dev.lode.game.proof;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.hash.Hmac;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A MAC over (what it proves, hunt, fields), cut to 16 bytes.
///
/// Threads: owned by one. Allocates nothing after it is made.
final class Seal {
    /// Bytes of a MAC as it is stored.
    static final int BYTES = 16;

    /// Bytes of a secret.
    static final int SECRET = 32;

    private final Hmac hmac;
    private final byte[] message;
    private final MemorySegment view;
    private final byte[] mac = new byte[Hmac.BYTES];
    private final MemorySegment macView = MemorySegment.ofArray(mac);
    private final int fields;
    private int length;
    private long made;

    Seal(String domain, Id128 hunt, int fieldBytes, byte[] secret) {
        if (secret.length != SECRET) {
            throw new IllegalArgumentException(
                    "a secret has " + SECRET + " bytes, not " + secret.length);
        }
        byte[] name = domain.getBytes(StandardCharsets.US_ASCII);
        hmac = new Hmac().key(secret);
        fields = name.length + Id128.BYTES;
        message = new byte[fields + fieldBytes];
        view = MemorySegment.ofArray(message);
        System.arraycopy(name, 0, message, 0, name.length);
        hunt.write(view, name.length);
    }

    Seal begin(long hunterHigh, long hunterLow) {
        view.set(Layouts.I64_BIG, fields, hunterHigh);
        view.set(Layouts.I64_BIG, fields + 8, hunterLow);
        length = fields + Id128.BYTES;
        return this;
    }

    Seal begin() {
        length = fields;
        return this;
    }

    Seal put(long value) {
        view.set(Layouts.I64, length, value);
        length += 8;
        return this;
    }

    Seal put(MemorySegment memory, long offset, int bytes) {
        MemorySegment.copy(memory, offset, view, length, bytes);
        length += bytes;
        return this;
    }

    /// Writes the first `bytes` of the MAC.
    void write(MemorySegment memory, long offset, int bytes) {
        compute();
        MemorySegment.copy(macView, 0, memory, offset, bytes);
    }

    /// Compares in constant time.
    boolean matches(MemorySegment memory, long offset) {
        compute();
        long different = macView.get(Layouts.I64, 0) ^ memory.get(Layouts.I64, offset);
        different |= macView.get(Layouts.I64, 8) ^ memory.get(Layouts.I64, offset + 8);
        return different == 0;
    }

    /// MACs computed so far, so that a test can count the work.
    long made() {
        return made;
    }

    private void compute() {
        System.arraycopy(hmac.tag(message, 0, length), 0, mac, 0, Hmac.BYTES);
        made++;
    }
}
