package dev.lode.game.graph;

import dev.lode.game.graph.Finding.Fault;
import java.util.BitSet;
import java.util.List;

/// Lint of a hunt's rooms: no circle, every site reachable, every key obtainable.
///
/// Memory beside the model: 1 byte and 2 bits a site, 12 bytes for each site on the longest way.
/// Cost: each site and edge is looked at three times.
public final class GraphCheck {
    /* Implementation: circles by depth-first search with three colours (Cormen et al., Introduction to Algorithms, 22.3).
     * Two floods from the entries: one with every gate open tells what no way leads to; one that opens a gate once its
     * key's site is reached is a least fixed point, and what keeps it from reaching the rest is unsolvable. A gate that
     * opens at a time counts as open, for that time comes. */

    /// Sites of a circle that are named, at most.
    private static final int NAMED = 32;

    private static final byte GREY = 1;
    private static final byte BLACK = 2;

    private final GraphModel model;
    private final BitSet gated = new BitSet();

    private GraphCheck(GraphModel model) {
        this.model = model;
        model.gates.forEach(gate -> gated.set(gate.edge()));
    }

    /// Checks a model.
    ///
    /// @param model of the hunt; checked once
    /// @return what was found when it was built, then what was found here; empty for a sound hunt
    public static List<Finding> check(GraphModel model) {
        var check = new GraphCheck(model);
        check.cycles();
        if (model.entries.isEmpty()) {
            model.findings.add(
                    Fault.NO_ENTRY, -1, () -> "no site of any room is an entry: nobody can begin");
        } else {
            check.ways();
        }
        return model.findings.all();
    }

    private void cycles() {
        byte[] colours = new byte[model.sites()];
        var way = new Ints();
        var cursors = new Ints();
        var ends = new Ints();
        for (int room = 0; room < model.rooms(); room++) {
            for (int site = model.firstSite(room); site < model.firstSite(room + 1); site++) {
                if (colours[site] == 0) {
                    walk(site, colours, way, cursors, ends);
                }
            }
        }
    }

    private void walk(int start, byte[] colours, Ints way, Ints cursors, Ints ends) {
        enter(start, colours, way, cursors, ends);
        while (way.size() > 0) {
            int site = way.last();
            int edge = cursors.last();
            if (edge == ends.last()) {
                colours[site] = BLACK;
                way.pop();
                cursors.pop();
                ends.pop();
                continue;
            }
            cursors.set(cursors.size() - 1, edge + 1);
            int target = model.target(edge);
            if (target >= 0 && colours[target] == GREY) {
                model.findings.add(Fault.CYCLE, model.roomOf(target), () -> circle(way, target));
            } else if (target >= 0 && colours[target] == 0) {
                enter(target, colours, way, cursors, ends);
            }
        }
    }

    private void enter(int site, byte[] colours, Ints way, Ints cursors, Ints ends) {
        int room = model.roomOf(site);
        colours[site] = GREY;
        way.add(site);
        cursors.add(model.firstEdge(room, site));
        ends.add(model.endEdge(room, site));
    }

    private String circle(Ints way, int target) {
        int from = way.size() - 1;
        while (way.get(from) != target) {
            from--;
        }
        var text = new StringBuilder("these sites lead round in a circle: ");
        for (int at = from; at < way.size(); at++) {
            if (at - from == NAMED) {
                text.append("... (").append(way.size() - at).append(" more) -> ");
                break;
            }
            text.append(model.siteName(way.get(at))).append(" -> ");
        }
        return text.append(model.siteName(target)).toString();
    }

    private void ways() {
        var flood = new KeyFlood(model, gated);
        BitSet open = flood.reach(false);
        BitSet played = model.gates.isEmpty() ? open : flood.reach(true);
        for (GraphModel.Gate gate : model.gates) {
            if (gate.key() >= 0
                    && model.target(gate.edge()) >= 0
                    && played.get(model.source(gate.edge()))
                    && !obtainable(gate.key(), played)) {
                model.findings.add(
                        Fault.GATE_UNSOLVABLE,
                        model.roomOf(model.source(gate.edge())),
                        () -> unsolvable(gate));
            }
        }
        for (GraphModel.Key key : model.keys) {
            if (key.site() >= 0 && !played.get(key.site())) {
                model.findings.add(
                        Fault.KEY_UNREACHABLE,
                        model.roomOf(key.site()),
                        () ->
                                "key '"
                                        + key.id()
                                        + "' at "
                                        + model.siteName(key.site())
                                        + (open.get(key.site())
                                                ? " lies behind a gate that nobody can open"
                                                : " lies where no way leads"));
            }
        }
        for (int room = 0; room < model.rooms(); room++) {
            unreachable(room, open);
        }
    }

    /// A key that is hidden nowhere is a finding already; it shall not bring others with it.
    private boolean obtainable(int key, BitSet played) {
        int site = model.keys.get(key).site();
        return site < 0 || played.get(site);
    }

    private void unreachable(int room, BitSet open) {
        int first = model.firstSite(room);
        int next = model.firstSite(room + 1);
        int lost = 0;
        for (int site = first; site < next; site++) {
            lost += open.get(site) ? 0 : 1;
        }
        if (lost > 0 && lost == next - first) {
            model.findings.add(
                    Fault.ROOM_UNREACHABLE,
                    room,
                    () -> "no way leads from an entry to room '" + model.roomName(room) + "'");
            return;
        }
        for (int site = first; site < next && lost > 0; site++) {
            if (!open.get(site)) {
                int here = site;
                model.findings.add(
                        Fault.SITE_UNREACHABLE,
                        room,
                        () -> "no way leads from an entry to " + model.siteName(here));
            }
        }
    }

    private String unsolvable(GraphModel.Gate gate) {
        GraphModel.Key key = model.keys.get(gate.key());
        return "the gate from "
                + model.siteName(model.source(gate.edge()))
                + " to "
                + model.siteName(model.target(gate.edge()))
                + " needs key '"
                + key.id()
                + "', which can be dug only behind it or behind others like it, at "
                + model.siteName(key.site());
    }
}
