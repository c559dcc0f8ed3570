package dev.lode.game.claim;

import dev.lode.base.Id128;

/// A claim as it stands in the log: its ticket was checked by the leader that proposed it.
///
/// @param hunter who claims
/// @param cell cell key of the key
/// @param claimId the hunter's name for this claim
/// @param roomFp fingerprint of the cell's room
/// @param prize index of the prize in the hunt, from the ticket
/// @param stock of the prize, from the ticket, at least 1
/// @param issuedMillis when the ticket was issued
/// @param receiptMillis when an edge first received the claim, as the edge says
public record Claim(
        Id128 hunter,
        long cell,
        Id128 claimId,
        long roomFp,
        int prize,
        int stock,
        long issuedMillis,
        long receiptMillis) {

    /// Checks what a checked ticket promises.
    public Claim {
        if (stock < 1 || prize < 0) {
            throw new IllegalArgumentException(
                    "a checked ticket has a prize and a stock of at least 1, not "
                            + prize
                            + ", "
                            + stock);
        }
    }
}
