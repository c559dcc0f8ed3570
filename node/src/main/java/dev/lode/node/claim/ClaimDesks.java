package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.game.proof.Tickets;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.view.HuntFacts;
import dev.lode.wire.FrameHeader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hunts as one claim loop serves them.
///
/// Threads: owned by the claim loop.
final class ClaimDesks {
    private final HuntShelf shelf;
    private final List<Desk> desks = new ArrayList<>();
    private HuntBook book = HuntBook.EMPTY;

    /// One hunt.
    static final class Desk {
        HuntFacts facts;
        @Nullable HuntContent content;
        Tickets tickets;
        long proposedVersion = Long.MIN_VALUE;

        Desk(HuntBook.Hunt hunt) {
            facts = hunt.facts();
            content = hunt.content();
            tickets = tickets(facts);
        }

        Id128 id() {
            return facts.id();
        }

        private void update(HuntBook.Hunt hunt) {
            if (!hunt.facts().keys().equals(facts.keys())) {
                tickets = tickets(hunt.facts());
            }
            facts = hunt.facts();
            content = hunt.content();
        }

        private static Tickets tickets(HuntFacts facts) {
            return new Tickets(
                    facts.id(), facts.keys().ticketKeys(), facts.keys().ticketKeyCurrent());
        }
    }

    ClaimDesks(HuntShelf shelf) {
        this.shelf = shelf;
    }

    /// Takes the newest hunts.
    void refresh() {
        HuntBook newest = shelf.book();
        if (newest == book) {
            return;
        }
        book = newest;
        for (int number = 0; number < newest.hunts().size(); number++) {
            HuntBook.Hunt hunt = newest.hunt(number);
            if (number < desks.size()) {
                desks.get(number).update(hunt);
            } else {
                desks.add(new Desk(hunt));
            }
        }
    }

    List<Desk> all() {
        return desks;
    }

    @Nullable Desk of(MemorySegment frame, long at) {
        int number =
                book.find(
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNT),
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNT + 8));
        return number < 0 ? null : desks.get(number);
    }

    @Nullable Desk of(Id128 hunt) {
        int number = book.find(hunt.high(), hunt.low());
        return number < 0 ? null : desks.get(number);
    }
}
