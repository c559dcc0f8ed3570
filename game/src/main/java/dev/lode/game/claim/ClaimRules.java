package dev.lode.game.claim;

import dev.lode.game.Rules;
import java.util.Optional;

/// Who wins: a pure function of the ledger, the claim, and its place in the log.
///
/// The ledger is looked at first: what it says is final, whatever the age of the ticket and the
/// state of the hunt. Only then come the hunt's state and the ticket's age, which promise nothing.
public final class ClaimRules {
    private ClaimRules() {}

    /// Decides a claim; changes nothing.
    ///
    /// @param ledger of the (hunt, group)
    /// @param claim to decide
    /// @param at where in the log
    /// @param rules of the hunt
    /// @return the decision; a new [ClaimDecision.Won] is for [ClaimLedger#append]
    public static ClaimDecision decide(ClaimLedger ledger, Claim claim, Moment at, Rules rules) {
        Optional<ClaimDecision> known =
                ledger.lookUp(claim.hunter(), claim.cell(), claim.claimId());
        if (known.isPresent()) {
            return known.get();
        }
        if (!at.open()) {
            return new ClaimDecision.Closed();
        }
        long groupMillis = Math.max(at.groupMillis(), ledger.groupMillis());
        long age = age(claim, groupMillis, rules);
        if (age > rules.ticketLifeMillis()) {
            return new ClaimDecision.Expired(age);
        }
        int taken = ledger.taken(claim.cell());
        int stock = taken == 0 ? claim.stock() : ledger.stock(claim.cell());
        return new ClaimDecision.Won(
                new Win(
                        claim.hunter(),
                        claim.cell(),
                        claim.claimId(),
                        at.index(),
                        at.ordinal(),
                        claim.roomFp(),
                        ledger.lastEvent(claim.roomFp()) + 1,
                        claim.prize(),
                        stock,
                        stock - taken - 1,
                        groupMillis),
                true);
    }

    /// How old a ticket was at its receipt, which no edge can put further back than retries go, nor
    /// into the future.
    private static long age(Claim claim, long groupMillis, Rules rules) {
        long receipt =
                Math.clamp(
                        claim.receiptMillis(),
                        groupMillis - rules.claimRetryMaxMillis(),
                        groupMillis);
        return receipt - claim.issuedMillis();
    }
}
