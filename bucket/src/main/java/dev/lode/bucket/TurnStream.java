package dev.lode.bucket;

import dev.lode.storage.archive.ShortTurns;
import java.io.ByteArrayInputStream;

/// The bytes of an object, handed out in portions with pauses between: neither the client, nor a
/// server on the same machine, then keeps a core for as long as a whole object takes.
final class TurnStream extends ByteArrayInputStream {
    static final int PORTION = 16 << 10;

    private final Runnable step;

    TurnStream(byte[] bytes) {
        this(bytes, new ShortTurns()::step);
    }

    /// Calls `step` before each portion.
    TurnStream(byte[] bytes, Runnable step) {
        super(bytes);
        this.step = step;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        step.run();
        return super.read(into, offset, Math.min(length, PORTION));
    }
}
