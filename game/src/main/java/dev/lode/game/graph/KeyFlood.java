package dev.lode.game.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What hunters can reach from the entries, digging every key they come to.
final class KeyFlood {
    private final GraphModel model;
    private final BitSet gated;
    private final BitSet hiding = new BitSet();

    /// Keys in the order of their sites.
    private final int[] keysBySite;

    private final Ints keySites = new Ints();

    KeyFlood(GraphModel model, BitSet gated) {
        this.model = model;
        this.gated = gated;
        List<Integer> order = new ArrayList<>();
        for (int key = 0; key < model.keys.size(); key++) {
            int site = model.keys.get(key).site();
            if (site >= 0) {
                order.add(key);
                hiding.set(site);
            }
        }
        order.sort((a, b) -> Integer.compare(model.keys.get(a).site(), model.keys.get(b).site()));
        keysBySite = order.stream().mapToInt(Integer::intValue).toArray();
        for (int key : keysBySite) {
            keySites.add(model.keys.get(key).site());
        }
    }

    /// Floods from every entry.
    ///
    /// @param locked whether a gate stays shut until its key is dug
    /// @return the sites reached
    BitSet reach(boolean locked) {
        var reached = new BitSet(model.sites());
        var next = new Ints();
        var dug = new BitSet();
        var behind = new @Nullable Ints[model.keys.size()];
        for (int site = model.entries.nextSetBit(0);
                site >= 0;
                site = model.entries.nextSetBit(site + 1)) {
            come(site, reached, next);
        }
        while (next.size() > 0) {
            int site = next.pop();
            if (locked && hiding.get(site)) {
                dig(site, dug, behind, reached, next);
            }
            int room = model.roomOf(site);
            int end = model.endEdge(room, site);
            for (int edge = model.firstEdge(room, site); edge < end; edge++) {
                int key = locked && gated.get(edge) ? keyOf(edge) : -1;
                if (key < 0 || dug.get(key)) {
                    come(model.target(edge), reached, next);
                } else {
                    Ints waiting = behind[key];
                    if (waiting == null) {
                        waiting = new Ints();
                        behind[key] = waiting;
                    }
                    waiting.add(model.target(edge));
                }
            }
        }
        return reached;
    }

    private void dig(int site, BitSet dug, @Nullable Ints[] behind, BitSet reached, Ints next) {
        for (int at = keySites.floor(site); at >= 0 && keySites.get(at) == site; at--) {
            int key = keysBySite[at];
            dug.set(key);
            @Nullable Ints targets = behind[key];
            for (int i = 0; targets != null && i < targets.size(); i++) {
                come(targets.get(i), reached, next);
            }
        }
    }

    private static void come(int site, BitSet reached, Ints next) {
        if (site >= 0 && !reached.get(site)) {
            reached.set(site);
            next.add(site);
        }
    }

    /// The key of a gated edge; one that is hidden nowhere opens, for it is a finding already.
    private int keyOf(int edge) {
        int low = 0;
        int high = model.gates.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            GraphModel.Gate gate = model.gates.get(middle);
            if (gate.edge() == edge) {
                boolean hidden = gate.key() >= 0 && model.keys.get(gate.key()).site() >= 0;
                return hidden ? gate.key() : -1;
            }
            if (gate.edge() < edge) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
