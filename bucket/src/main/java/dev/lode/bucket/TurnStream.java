package dev.lode.bucket;

import dev.lode.storage.archive.ShortTurns;
import java.io.ByteArrayInputStream;

/// The bytes of an object, handed out in portions with pauses between: neither the client, nor a
/// server on the same machine, then keeps a core for as long as a whole object takes.
final class TurnStream extends ByteArrayInputStream {
    private static final int PORTION = 16 << 10;

    private final ShortTurns turns = new ShortTurns();

    TurnStream(byte[] bytes) {
        super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        turns.step();
        return super.read(into, offset, Math.min(length, PORTION));
    }
}
