package dev.lode.game.graph;

import java.util.BitSet;
import java.util.List;

/// The rooms of a hunt as lint sees them: sites numbered through, edges between those numbers.
///
/// Threads: immutable once built. Memory, on the heap: 12 bytes a room and its name, 1 bit a site,
/// 5 bytes an edge; while it is built at most 24 bytes a room and 9 an edge more. So 5 million
/// rooms with 8 sites, 10 edges and names of 12 bytes take about 0.4 GB, and 1 GB while they are
/// built.
public final class GraphModel {
    /// A gate that needs a key.
    ///
    /// @param edge number of the edge
    /// @param key number of the key, or -1 where no cell hides it
    record Gate(int edge, int key) {}

    /// A key and where it is hidden.
    ///
    /// @param id its text
    /// @param site number of the site, or -1
    record Key(String id, int site) {}

    final Findings findings;
    final BitSet entries;

    /// Gates in the order of their edges; those that only open at a time are left out.
    final List<Gate> gates;

    final List<Key> keys;

    private final Ints siteStart;
    private final Ints edgeStart;
    private final Bytes edgeFrom;
    private final Ints edgeTo;
    private final Ints nameStart;
    private final Bytes names;

    GraphModel(GraphModelBuilder from, Ints edgeTo, List<Gate> gates, List<Key> keys) {
        findings = from.findings;
        entries = from.entries;
        siteStart = from.siteStart;
        edgeStart = from.edgeStart;
        edgeFrom = from.edgeFrom;
        nameStart = from.nameStart;
        names = from.names;
        this.edgeTo = edgeTo;
        this.gates = gates;
        this.keys = keys;
    }

    int rooms() {
        return siteStart.size() - 1;
    }

    int sites() {
        return siteStart.last();
    }

    int edges() {
        return edgeTo.size();
    }

    int firstSite(int room) {
        return siteStart.get(room);
    }

    int roomOf(int site) {
        return siteStart.floor(site);
    }

    /// The number of the site that an edge leads to, or -1 where that is unknown.
    int target(int edge) {
        return edgeTo.get(edge);
    }

    /// The number of the site that an edge leaves.
    int source(int edge) {
        return firstSite(edgeStart.floor(edge)) + edgeFrom.get(edge);
    }

    /// The first edge that leaves a site; the last is before that of [#endEdge].
    int firstEdge(int room, int site) {
        return edgeFrom(room, site - firstSite(room));
    }

    /// The first edge that leaves a later site of the room, or the next room.
    int endEdge(int room, int site) {
        return edgeFrom(room, site - firstSite(room) + 1);
    }

    private int edgeFrom(int room, int local) {
        int low = edgeStart.get(room);
        int high = edgeStart.get(room + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edgeFrom.get(middle) < local) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    String roomName(int room) {
        return names.text(nameStart.get(room), nameStart.get(room + 1));
    }

    String siteName(int site) {
        int room = roomOf(site);
        return roomName(room) + "/" + (site - firstSite(room));
    }
}
