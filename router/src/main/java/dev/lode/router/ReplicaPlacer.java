package dev.lode.router;

/// Fills the replicas that are missing and moves those that lie on nodes with more than their share
/// of holdings; primaries stay.
final class ReplicaPlacer {
    private final Draft draft;

    private ReplicaPlacer(Draft draft) {
        this.draft = draft;
    }

    static void run(Draft draft) {
        ReplicaPlacer placer = new ReplicaPlacer(draft);
        placer.fill();
        placer.level();
    }

    private void fill() {
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            for (int slot = 1; slot < draft.copies; slot++) {
                if (draft.holder(p, slot) == Draft.NOBODY) {
                    draft.put(p, slot, neediest(p, slot));
                }
            }
        }
    }

    private void level() {
        int over = 0;
        for (int node = 0; node < draft.nodes.length; node++) {
            over += Math.max(0, -lack(node));
        }
        for (int p = 0; p < Draft.PARTITIONS && over > 0; p++) {
            for (int slot = 1; slot < draft.copies; slot++) {
                if (lack(draft.holder(p, slot)) < 0) {
                    int to = neediest(p, slot);
                    if (to != Draft.NOBODY && lack(to) > 0) {
                        draft.put(p, slot, to);
                        over--;
                    }
                }
            }
        }
    }

    /// The node that may hold the partition and lacks most.
    private int neediest(int partition, int slot) {
        int best = Draft.NOBODY;
        for (int node = 0; node < draft.nodes.length; node++) {
            if ((best == Draft.NOBODY || lack(node) > lack(best))
                    && draft.fits(partition, slot, node)) {
                best = node;
            }
        }
        return best;
    }

    private int lack(int node) {
        return draft.heldTarget[node] - draft.held[node];
    }
}
