package dev.lode.game.proof;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;

/// Random bytes in place of the ticket and pass of a dig that found nothing.
///
/// Threads: owned by one. The bytes are MACs under a secret of this loop's own, so they cannot be
/// told from random ones; a repeated dig gets the same again. Allocates nothing.
final class Filler {
    /// MACs that it takes to fill a ticket and a pass.
    static final int MACS = 3;

    private static final int HALF = Tickets.BYTES / 2;

    private final Seal seal;
    private final MemorySegment scratch = MemorySegment.ofArray(new byte[Passes.BYTES]);

    Filler(Id128 hunt, byte[] loopKey) {
        seal = new Seal("lode.filler.1", hunt, Id128.BYTES + 24, loopKey);
    }

    void write(
            MemorySegment memory,
            long ticketOffset,
            long passOffset,
            long hunterHigh,
            long hunterLow,
            long cellKey,
            long nowMillis) {
        part(hunterHigh, hunterLow, cellKey, nowMillis, 0).write(memory, ticketOffset, HALF);
        part(hunterHigh, hunterLow, cellKey, nowMillis, 1).write(memory, ticketOffset + HALF, HALF);
        part(hunterHigh, hunterLow, cellKey, nowMillis, 2).write(memory, passOffset, Passes.BYTES);
    }

    /// Does what a find leaves of the work, so that finding takes as long as not finding.
    void balance(long hunterHigh, long hunterLow, long cellKey, long nowMillis, int macs) {
        for (int number = 0; number < macs; number++) {
            part(hunterHigh, hunterLow, cellKey, nowMillis, number).write(scratch, 0, Passes.BYTES);
        }
    }

    long macsMade() {
        return seal.made();
    }

    private Seal part(long hunterHigh, long hunterLow, long cellKey, long nowMillis, int number) {
        return seal.begin(hunterHigh, hunterLow).put(cellKey).put(nowMillis).put(number);
    }
}
