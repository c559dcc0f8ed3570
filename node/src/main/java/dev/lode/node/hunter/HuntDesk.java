package dev.lode.node.hunter;

import dev.lode.game.proof.DigProofs;
import dev.lode.game.proof.Passes;
import dev.lode.game.proof.Tickets;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.store.StoreReader;

/// One hunt as one loop serves it: the content all loops share, and what this loop has of its own.
///
/// Threads: owned by its loop.
final class HuntDesk implements AutoCloseable {
    final int number;
    final HuntContent content;
    final StoreReader reader;
    final Passes passes;
    private final byte[] loopKey;
    DigProofs proofs;
    HuntFacts facts;

    HuntDesk(int number, HuntFacts facts, HuntContent content, byte[] loopKey) {
        this.number = number;
        this.content = content;
        this.loopKey = loopKey;
        this.facts = facts;
        reader = content.store().reader();
        passes = new Passes(facts.id(), facts.keys().passKey());
        proofs = proofs(facts);
    }

    /// Takes newer facts.
    void update(HuntFacts next) {
        if (!next.keys().equals(facts.keys())) {
            proofs = proofs(next);
        }
        facts = next;
    }

    private DigProofs proofs(HuntFacts of) {
        var tickets = new Tickets(of.id(), of.keys().ticketKeys(), of.keys().ticketKeyCurrent());
        return new DigProofs(of.id(), tickets, new Passes(of.id(), of.keys().passKey()), loopKey);
    }

    @Override
    public void close() {
        reader.close();
    }
}
