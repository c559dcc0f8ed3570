package dev.lode.router;

/// Gives every partition a primary that is there, takes away replicas that share a failure domain
/// too often, and obeys pins.
final class Repair {
    private Repair() {}

    static void run(Draft draft) {
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            dropWhereDomainsRepeat(draft, p);
            if (draft.primary(p) == Draft.NOBODY) {
                promote(draft, p);
            }
            int pinned = draft.index(draft.pins.node(p));
            if (pinned != Draft.NOBODY && pinned != draft.primary(p)) {
                draft.movePrimary(p, pinned);
            }
        }
    }

    private static void dropWhereDomainsRepeat(Draft draft, int partition) {
        for (int slot = 2; slot > 0; slot--) {
            int node = draft.holder(partition, slot);
            if (node != Draft.NOBODY) {
                draft.put(partition, slot, Draft.NOBODY);
                if (draft.fits(partition, slot, node)) {
                    draft.put(partition, slot, node);
                }
            }
        }
    }

    /// The replica with the fewest partitions for its weight becomes primary; where none is left,
    /// the node of which that is true.
    private static void promote(Draft draft, int partition) {
        int best = Draft.NOBODY;
        int bestSlot = 0;
        for (int slot = 1; slot < 3; slot++) {
            int node = draft.holder(partition, slot);
            if (node != Draft.NOBODY && (best == Draft.NOBODY || isEmptier(draft, node, best))) {
                best = node;
                bestSlot = slot;
            }
        }
        if (best != Draft.NOBODY) {
            draft.put(partition, bestSlot, Draft.NOBODY);
        } else {
            best = 0;
            for (int node = 1; node < draft.nodes.length; node++) {
                if (isEmptier(draft, node, best)) {
                    best = node;
                }
            }
        }
        draft.put(partition, 0, best);
    }

    private static boolean isEmptier(Draft draft, int node, int other) {
        return draft.primaries[node] * draft.weights[other]
                < draft.primaries[other] * draft.weights[node];
    }
}
