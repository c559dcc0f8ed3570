package dev.lode.content;

import dev.lode.base.CellKey;
import dev.lode.content.RoomLine.Edge;
import dev.lode.content.RoomLine.Exit;
import dev.lode.content.RoomLine.Gate;
import dev.lode.content.RoomLine.Site;
import dev.lode.router.Names;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Turns lines of rooms.jsonl into rooms, each checked as far as one line tells.
///
/// Threads: one.
final class RoomReader {
    private static final List<String> ROOM =
            List.of("room", "title", "sites", "edges", "exits", "gates");
    private static final List<String> SITE = List.of("title", "entry");
    private static final List<String> EXIT = List.of("from", "room", "site");
    private static final List<String> GATE =
            List.of("from", "to", "room", "site", "needs", "opens_at");

    private final Reporter reporter;
    private final Documents documents;

    RoomReader(Path file, Limits limits, FindingSink sink) {
        reporter = new Reporter(file, sink);
        documents = new Documents(file, limits);
    }

    /// Reads one line; what is wrong with it is reported, and a part that is wrong is left out.
    ///
    /// @return empty where not even the room's name or its sites can be told; of more than 256
    ///   sites the first 256, so that one mistake does not bring others with it
    Optional<RoomLine> read(byte[] bytes, int length, long line) {
        Value value = documents.line(bytes, length, line);
        Optional<Members> found = Members.of(reporter, "a room", value, ROOM);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Members room = found.get();
        Optional<String> name = room.text("room", true).filter(text -> goodName(line, text));
        List<Site> sites = sites(room);
        if (name.isEmpty() || sites.isEmpty()) {
            return Optional.empty();
        }
        String title = room.title("title", false).orElse(name.get());
        List<Edge> edges = edges(room, sites.size());
        List<Exit> exits = exits(room, sites.size(), name.get());
        List<Gate> gates = gates(room, edges, exits);
        return Optional.of(new RoomLine(line, name.get(), title, sites, edges, exits, gates));
    }

    private boolean goodName(long line, String name) {
        Optional<String> fault = Names.faultOfRoom(name);
        fault.ifPresent(text ->
                reporter.report(
                        line,
                        Code.BAD_NAME,
                        "the name of the room " + text,
                        "write up to %d bytes of plain text without '/'"
                                .formatted(Names.ROOM_BYTES_MAX)));
        return fault.isEmpty();
    }

    private List<Site> sites(Members room) {
        List<Value> values = room.list("sites", true);
        if (room.has("sites") && (values.isEmpty() || values.size() > CellKey.SITES)) {
            reporter.report(
                    room.line(),
                    Code.SITES,
                    "the room has " + values.size() + " sites, and 1 to 256 are possible",
                    values.isEmpty()
                            ? "give it a site"
                            : "split the room and join the parts by exits");
        }
        List<Site> sites = new ArrayList<>();
        for (Value value : values.subList(0, Math.min(values.size(), CellKey.SITES))) {
            String fallback = "site " + sites.size();
            Site site =
                    Members.of(reporter, "a site", value, SITE)
                            .map(members ->
                                    new Site(
                                            members.title("title", false).orElse(fallback),
                                            members.truth("entry")))
                            .orElse(new Site(fallback, false));
            sites.add(site);
        }
        return sites;
    }

    private List<Edge> edges(Members room, int sites) {
        Set<Edge> edges = new LinkedHashSet<>();
        for (Value value : room.list("edges", false)) {
            Optional<Edge> edge = edge(value, sites);
            if (edge.isPresent() && !edges.add(edge.get())) {
                badEdge(
                        value.line(),
                        "the edge [%d,%d] stands twice"
                                .formatted(edge.get().from(), edge.get().to()),
                        "take one out");
            }
        }
        return List.copyOf(edges);
    }

    private Optional<Edge> edge(Value value, int sites) {
        if (value instanceof Value.Sequence(long line, List<Value> ends)
                && ends.size() == 2
                && ends.get(0) instanceof Value.Numeral from
                && ends.get(1) instanceof Value.Numeral to) {
            int a = site(from.text());
            int b = site(to.text());
            String text = "the edge [%s,%s] ".formatted(from.text(), to.text());
            if (a < 0 || b < 0 || a >= sites || b >= sites) {
                badEdge(
                        line,
                        text + "names a site that is not there",
                        "the room has sites 0 to " + (sites - 1));
                return Optional.empty();
            }
            if (a == b) {
                badEdge(line, text + "leads nowhere", "take it out");
                return Optional.empty();
            }
            return Optional.of(new Edge(a, b));
        }
        reporter.report(
                value.line(),
                Code.BAD_VALUE,
                "an edge is a list of two sites",
                "write for instance [0,1]");
        return Optional.empty();
    }

    private static int site(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private List<Exit> exits(Members room, int sites, String name) {
        Set<Exit> exits = new LinkedHashSet<>();
        for (Value value : room.list("exits", false)) {
            Optional<Members> found = Members.of(reporter, "an exit", value, EXIT);
            if (found.isEmpty()) {
                continue;
            }
            Members members = found.get();
            OptionalLong from = members.whole("from", true, 0, sites - 1L);
            Optional<String> other =
                    members.text("room", true).filter(text -> goodName(members.line(), text));
            OptionalLong site = members.whole("site", true, 0, CellKey.SITES - 1L);
            if (from.isEmpty() || other.isEmpty() || site.isEmpty()) {
                continue;
            }
            Exit exit = new Exit((int) from.getAsLong(), other.get(), (int) site.getAsLong());
            if (exit.room().equals(name)) {
                badEdge(value.line(), "an exit leads to its own room", "write it as an edge");
            } else if (!exits.add(exit)) {
                badEdge(
                        value.line(),
                        "the exit from %d to %s/%d stands twice"
                                .formatted(exit.from(), exit.room(), exit.site()),
                        "take one out");
            }
        }
        return List.copyOf(exits);
    }

    private List<Gate> gates(Members room, List<Edge> edges, List<Exit> exits) {
        Set<Edge> edgeSet = new HashSet<>(edges);
        Set<Exit> exitSet = new HashSet<>(exits);
        Set<Exit> gated = new HashSet<>();
        List<Gate> gates = new ArrayList<>();
        for (Value value : room.list("gates", false)) {
            Members.of(reporter, "a gate", value, GATE)
                    .flatMap(members -> gate(members, edgeSet, exitSet))
                    .ifPresent(gate -> {
                        if (gated.add(new Exit(gate.from(), gate.room(), gate.site()))) {
                            gates.add(gate);
                        } else {
                            badGate(
                                    value.line(),
                                    "two gates stand on one way",
                                    "say all in one gate");
                        }
                    });
        }
        return gates;
    }

    private Optional<Gate> gate(Members members, Set<Edge> edges, Set<Exit> exits) {
        OptionalLong from = members.whole("from", true, 0, CellKey.SITES - 1L);
        boolean onEdge = members.has("to");
        if (onEdge == (members.has("room") || members.has("site"))) {
            badGate(
                    members.line(),
                    "a gate stands on an edge (from, to) or on an exit (from, room, site)",
                    "name one of them");
            return Optional.empty();
        }
        OptionalLong site = members.whole(onEdge ? "to" : "site", true, 0, CellKey.SITES - 1L);
        Optional<String> other = onEdge ? Optional.of("") : members.text("room", true);
        Optional<String> needs = members.id("needs", false);
        Optional<Instant> opensAt = HuntFile.instant(members, "opens_at");
        if (!members.has("needs") && !members.has("opens_at")) {
            badGate(
                    members.line(),
                    "a gate that neither needs a key nor opens at a time",
                    "add 'needs' or 'opens_at', or take the gate out");
            return Optional.empty();
        }
        if (from.isEmpty() || site.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        Gate gate =
                new Gate(
                        (int) from.getAsLong(),
                        other.get(),
                        (int) site.getAsLong(),
                        needs,
                        opensAt);
        boolean there =
                onEdge
                        ? edges.contains(new Edge(gate.from(), gate.site()))
                        : exits.contains(new Exit(gate.from(), gate.room(), gate.site()));
        if (!there) {
            badGate(
                    members.line(),
                    "a gate from %d to %s stands on no %s"
                            .formatted(
                                    gate.from(),
                                    onEdge ? gate.site() : gate.room() + "/" + gate.site(),
                                    onEdge ? "edge" : "exit"),
                    "add the way, or take the gate out");
            return Optional.empty();
        }
        return needs.isEmpty() && opensAt.isEmpty() ? Optional.empty() : Optional.of(gate);
    }

    private void badEdge(long line, String text, String remedy) {
        reporter.report(line, Code.BAD_EDGE, text, remedy);
    }

    private void badGate(long line, String text, String remedy) {
        reporter.report(line, Code.BAD_GATE, text, remedy);
    }
}
