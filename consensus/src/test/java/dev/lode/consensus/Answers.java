package dev.lode.consensus;

import java.util.ArrayList;
import java.util.List;

/// A listener that keeps what it was told.
final class Answers implements ProposalListener {
    final List<Long> committed = new ArrayList<>();
    final List<Refusal> refused = new ArrayList<>();

    @Override
    public void committed(long index) {
        committed.add(index);
    }

    @Override
    public void refused(Refusal why) {
        refused.add(why);
    }
}
