package dev.lode.game.proof;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;

/// What every dig's answer carries: a ticket and a pass where it found a key, else as many random
/// bytes, for the same work.
///
/// Threads: owned by one loop. Allocates nothing after it is made. Cost: three MACs, found or not.
public final class DigProofs {
    /* Implementation: a filler needs 80 random bytes, which is three MACs; a ticket and a pass are two. A find makes a
     * third and throws it away. */
    private static final int FIND_MACS = 2;

    private final Tickets tickets;
    private final Passes passes;
    private final Filler filler;

    /// Joins what issues proofs.
    ///
    /// @param hunt id of the hunt
    /// @param tickets of the hunt, owned by the same loop
    /// @param passes of the hunt, owned by the same loop
    /// @param loopKey 32 random bytes that nobody else knows
    public DigProofs(Id128 hunt, Tickets tickets, Passes passes, byte[] loopKey) {
        this.tickets = tickets;
        this.passes = passes;
        filler = new Filler(hunt, loopKey);
    }

    /// Writes ticket and pass, or filler of their lengths.
    ///
    /// @param memory where to
    /// @param ticketOffset where the 48 bytes of the ticket go
    /// @param passOffset where the 32 bytes of the pass go
    /// @param hunterHigh upper half of the hunter's id
    /// @param hunterLow lower half
    /// @param cellKey the cell that was dug
    /// @param found what [KeyTable#find] said of it
    /// @param nowMillis hunt time of the dig; a repeat names the time of the first
    /// @return true where a key was found
    public boolean write(
            MemorySegment memory,
            long ticketOffset,
            long passOffset,
            long hunterHigh,
            long hunterLow,
            long cellKey,
            long found,
            long nowMillis) {
        if (found == KeyTable.MISS) {
            filler.write(
                    memory, ticketOffset, passOffset, hunterHigh, hunterLow, cellKey, nowMillis);
            return false;
        }
        tickets.issue(
                memory,
                ticketOffset,
                hunterHigh,
                hunterLow,
                cellKey,
                KeyTable.stock(found),
                KeyTable.prize(found),
                nowMillis);
        passes.issue(memory, passOffset, hunterHigh, hunterLow, cellKey);
        filler.balance(hunterHigh, hunterLow, cellKey, nowMillis, Filler.MACS - FIND_MACS);
        return true;
    }

    long macsMade() {
        return tickets.macsMade() + passes.macsMade() + filler.macsMade();
    }
}
