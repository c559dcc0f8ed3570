package dev.lode.router;

/// Fills the replicas that are missing and moves those that lie on nodes with more than their share
/// of holdings; primaries stay.
final class ReplicaPlacer {
    /// How often all partitions are gone through once more, where failure domains bar the way from
    /// a node that has too much to one that has too little.
    private static final int DETOURS = 8;

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
        pass(1);
        boolean moved = true;
        for (int i = 0; i < DETOURS && moved; i++) {
            moved = pass(2);
        }
    }

    /// Goes through all partitions once and moves what lies on a node above its share.
    ///
    /// @param gap how much more the old holder must have above its share than the new one: with 1 a
    ///   move goes to nodes below their share only, with 2 also by way of others
    private boolean pass(int gap) {
        boolean moved = false;
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            int slot = slotMostAbove(p);
            while (slot != Draft.NOBODY) {
                int from = draft.holder(p, slot);
                int to = neediest(p, slot);
                boolean worth =
                        to != Draft.NOBODY
                                && (gap == 1 ? lack(to) > 0 : lack(to) - lack(from) >= gap);
                if (worth) {
                    draft.put(p, slot, to);
                    moved = true;
                }
                slot = worth ? slotMostAbove(p) : Draft.NOBODY;
            }
        }
        return moved;
    }

    /// The replica of a partition that lies on the node most above its share, if on any above it.
    private int slotMostAbove(int partition) {
        int best = Draft.NOBODY;
        for (int slot = 1; slot < draft.copies; slot++) {
            int holder = draft.holder(partition, slot);
            if (lack(holder) < 0
                    && (best == Draft.NOBODY
                            || lack(holder) < lack(draft.holder(partition, best)))) {
                best = slot;
            }
        }
        return best;
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
