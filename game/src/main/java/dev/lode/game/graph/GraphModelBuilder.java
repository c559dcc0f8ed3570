package dev.lode.game.graph;

import dev.lode.base.CellKey;
import dev.lode.game.graph.Finding.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Takes in a hunt's rooms one after another, in any order, and its keys; what is wrong is noted
/// and left out.
///
/// Threads: owned by one. Use: `room`, then its entries, edges and gates, then the next room.
public final class GraphModelBuilder {
    private record Waiting(int from, long toRoomFp, int toSite, String needs) {}

    private record Hidden(String id, long roomFp, int site) {}

    private record NamedGate(int edge, String needs) {}

    final Findings findings;
    final BitSet entries = new BitSet();
    final Ints siteStart = new Ints();
    final Ints edgeStart = new Ints();
    final Bytes edgeFrom = new Bytes();
    final Ints nameStart = new Ints();
    final Bytes names = new Bytes();

    private final Longs fingerprints = new Longs();
    private final RoomIndex index = new RoomIndex(fingerprints);
    private final Longs edgeRoom = new Longs();
    private final Bytes edgeSite = new Bytes();
    private final List<NamedGate> gates = new ArrayList<>();
    private final List<Hidden> keys = new ArrayList<>();
    private final List<RoomRecord.Edge> roomEdges = new ArrayList<>();
    private final List<Waiting> roomGates = new ArrayList<>();
    private String roomName = "";
    private int roomSites;
    private int sites;

    /// Begins an empty model.
    ///
    /// @param findingsMost findings of one sort that are told; the rest is counted
    public GraphModelBuilder(int findingsMost) {
        findings = new Findings(findingsMost);
    }

    /// Begins a room.
    ///
    /// @param name of the room
    /// @param roomFp its fingerprint
    /// @param siteCount of the room, 1 to 256
    /// @return its number, from 0, as findings name it
    public int room(String name, long roomFp, int siteCount) {
        endRoom();
        int room = fingerprints.size();
        roomName = name;
        roomSites = Math.clamp(siteCount, 0, CellKey.SITES);
        if (roomSites != siteCount || siteCount == 0) {
            findings.add(
                    Fault.SITE_COUNT,
                    room,
                    () -> "room '" + name + "' has " + siteCount + " sites; a room has 1 to 256");
        }
        fingerprints.add(roomFp);
        siteStart.add(sites);
        edgeStart.add(edgeRoom.size());
        nameStart.add(names.size());
        names.add(name.getBytes(StandardCharsets.UTF_8));
        sites = Math.addExact(sites, roomSites);
        int other = index.put(room);
        if (other >= 0) {
            findings.add(Fault.ROOM_TWICE, room, () -> twice(name, other));
        }
        return room;
    }

    /// Makes a site of this room an entry.
    ///
    /// @param site of the room
    public void entry(int site) {
        if (site < 0 || site >= roomSites) {
            findings.add(
                    Fault.ENTRY_UNKNOWN,
                    current(),
                    () -> "entry " + roomName + "/" + site + " is no site");
        } else {
            entries.set(siteStart.last() + site);
        }
    }

    /// Adds an edge or exit of this room.
    ///
    /// @param from site of this room
    /// @param toRoomFp fingerprint of the room it leads to, this one's for an edge within
    /// @param toSite site it leads to
    public void edge(int from, long toRoomFp, int toSite) {
        if (from < 0 || from >= roomSites) {
            findings.add(
                    Fault.EDGE_FROM_UNKNOWN_SITE,
                    current(),
                    () -> "an edge leaves " + roomName + "/" + from + ", which is no site");
        } else if (toSite < 0 || toSite >= CellKey.SITES) {
            findings.add(
                    Fault.EDGE_TO_UNKNOWN_SITE,
                    current(),
                    () ->
                            edge(roomName, from)
                                    + "leads to site "
                                    + toSite
                                    + "; sites are 0 to 255");
        } else {
            roomEdges.add(new RoomRecord.Edge(from, toRoomFp, toSite));
        }
    }

    /// Puts a gate on an edge or exit of this room.
    ///
    /// @param from site the edge leaves
    /// @param toRoomFp fingerprint of the room it leads to
    /// @param toSite site it leads to
    /// @param needs the key it needs, empty for a gate that only opens at a time
    public void gate(int from, long toRoomFp, int toSite, String needs) {
        roomGates.add(new Waiting(from, toRoomFp, toSite, needs));
    }

    /// Hides a key in a cell.
    ///
    /// @param id of the key
    /// @param roomFp fingerprint of the cell's room
    /// @param site of the cell
    public void key(String id, long roomFp, int site) {
        keys.add(new Hidden(id, roomFp, site));
    }

    /// Ends the model; the builder is used up.
    ///
    /// @return the model, with what was found so far
    public GraphModel build() {
        endRoom();
        siteStart.add(sites);
        edgeStart.add(edgeRoom.size());
        nameStart.add(names.size());
        var resolved = new ArrayList<GraphModel.Key>();
        var numbers = new TreeMap<String, Integer>();
        for (Hidden key : keys) {
            Integer before = numbers.putIfAbsent(key.id(), resolved.size());
            if (before != null) {
                findings.add(
                        Fault.KEY_TWICE, -1, () -> "key '" + key.id() + "' is hidden in two cells");
            } else {
                resolved.add(new GraphModel.Key(key.id(), hidingPlace(key)));
            }
        }
        return new GraphModel(this, targets(), namedGates(numbers), resolved);
    }

    private int hidingPlace(Hidden key) {
        int site = site(index.find(key.roomFp()), key.site());
        if (site < 0) {
            findings.add(
                    Fault.KEY_NOWHERE,
                    -1,
                    () -> "key '" + key.id() + "' is hidden in a cell whose site does not exist");
        }
        return site;
    }

    private List<GraphModel.Gate> namedGates(Map<String, Integer> numbers) {
        var named = new ArrayList<GraphModel.Gate>();
        for (NamedGate gate : gates) {
            int key = numbers.getOrDefault(gate.needs(), -1);
            if (key < 0) {
                int room = edgeStart.floor(gate.edge());
                findings.add(
                        Fault.GATE_KEY_UNKNOWN,
                        room,
                        () ->
                                "the gate on "
                                        + edge(name(room), edgeFrom.get(gate.edge()))
                                        + "needs key '"
                                        + gate.needs()
                                        + "', which no cell hides");
            }
            named.add(new GraphModel.Gate(gate.edge(), key));
        }
        return named;
    }

    private Ints targets() {
        var targets = new Ints();
        for (int edge = 0; edge < edgeRoom.size(); edge++) {
            int to = index.find(edgeRoom.get(edge));
            int target = site(to, edgeSite.get(edge));
            targets.add(target);
            if (target < 0) {
                unknownTarget(edge, to);
            }
        }
        return targets;
    }

    private void unknownTarget(int edge, int to) {
        int room = edgeStart.floor(edge);
        int site = edgeSite.get(edge);
        findings.add(
                to < 0 ? Fault.EDGE_TO_UNKNOWN_ROOM : Fault.EDGE_TO_UNKNOWN_SITE,
                room,
                () ->
                        edge(name(room), edgeFrom.get(edge))
                                + (to < 0
                                        ? "leads to a room that does not exist"
                                        : "leads to " + name(to) + "/" + site + ", no site"));
    }

    private int site(int room, int site) {
        return room >= 0 && site >= 0 && site < siteStart.get(room + 1) - siteStart.get(room)
                ? siteStart.get(room) + site
                : -1;
    }

    private void endRoom() {
        roomEdges.sort(RoomRecord.Edge.ORDER);
        RoomRecord.Edge before = null;
        int first = edgeRoom.size();
        var kept = new ArrayList<RoomRecord.Edge>(roomEdges.size());
        for (RoomRecord.Edge edge : roomEdges) {
            if (edge.equals(before)) {
                findings.add(
                        Fault.EDGE_TWICE,
                        current(),
                        () -> edge(roomName, edge.from()) + "to one site is there twice");
                continue;
            }
            edgeFrom.add(edge.from());
            edgeRoom.add(edge.toRoomFp());
            edgeSite.add(edge.toSite());
            kept.add(edge);
            before = edge;
        }
        endGates(first, kept);
        roomEdges.clear();
        roomGates.clear();
    }

    private void endGates(int first, List<RoomRecord.Edge> kept) {
        var gated = new BitSet();
        var here = new ArrayList<NamedGate>();
        for (Waiting gate : roomGates) {
            int at =
                    Collections.binarySearch(
                            kept,
                            new RoomRecord.Edge(gate.from(), gate.toRoomFp(), gate.toSite()),
                            RoomRecord.Edge.ORDER);
            if (at < 0) {
                findings.add(
                        Fault.GATE_WITHOUT_EDGE,
                        current(),
                        () ->
                                "a gate stands at "
                                        + roomName
                                        + "/"
                                        + gate.from()
                                        + " on an edge to site "
                                        + gate.toSite()
                                        + " that does not exist");
            } else if (gated.get(at)) {
                findings.add(
                        Fault.GATE_TWICE,
                        current(),
                        () -> edge(roomName, gate.from()) + "has two gates");
            } else {
                gated.set(at);
                if (!gate.needs().isEmpty()) {
                    here.add(new NamedGate(first + at, gate.needs()));
                }
            }
        }
        here.sort(Comparator.comparingInt(NamedGate::edge));
        gates.addAll(here);
    }

    private int current() {
        return fingerprints.size() - 1;
    }

    private String name(int room) {
        return names.text(nameStart.get(room), nameStart.get(room + 1));
    }

    private String twice(String name, int other) {
        int end = other + 1 < nameStart.size() ? nameStart.get(other + 1) : names.size();
        String first = names.text(nameStart.get(other), end);
        return first.equals(name)
                ? "room '" + name + "' is there twice"
                : "rooms '" + first + "' and '" + name + "' have one fingerprint; rename one";
    }

    private static String edge(String room, int from) {
        return "the edge from " + room + "/" + from + " ";
    }
}
