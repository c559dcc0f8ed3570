package dev.lode.app.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The public graph of a hunt and its published hints: enough to find a way to every hinted cell.
///
/// Threads: immutable once built. Source: breadth-first search from all entries at once; edges with
/// gates wait until all free ones are used.
final class WorldMap {
    private final Map<String, @Nullable Step> wayTo;
    private final List<Hint> hints;
    private final Map<String, Hint> hintOfKey = new HashMap<>();

    /// A published hint.
    ///
    /// @param key the key that lies there
    /// @param cell `room/site/spot`
    record Hint(String key, String cell) {
        /// The site of the cell.
        String site() {
            return cell.substring(0, cell.lastIndexOf('/'));
        }
    }

    /// One step of a way.
    ///
    /// @param from `room/site`, empty for an entry
    /// @param to `room/site`
    /// @param needs the key whose pass the gate asks for, empty where there is none
    record Step(String from, String to, String needs) {}

    /// An edge of the graph, as the author wrote it.
    ///
    /// @param from `room/site`
    /// @param to `room/site`
    /// @param needs the key whose pass the gate asks for, empty where there is none
    record Edge(String from, String to, String needs) {}

    WorldMap(List<String> entries, List<Edge> edges, List<Hint> hints) {
        this.hints = List.copyOf(hints);
        hints.forEach(hint -> hintOfKey.put(hint.key(), hint));
        var outgoing = new HashMap<String, List<Edge>>();
        edges.forEach(
                edge -> outgoing.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge));
        wayTo = new HashMap<>();
        var free = new ArrayDeque<Step>();
        var gated = new ArrayDeque<Step>();
        entries.forEach(entry -> free.add(new Step("", entry, "")));
        while (!free.isEmpty() || !gated.isEmpty()) {
            Step step = free.isEmpty() ? gated.removeFirst() : free.removeFirst();
            if (wayTo.putIfAbsent(step.to(), step) == null) {
                for (Edge edge : outgoing.getOrDefault(step.to(), List.of())) {
                    Step next = new Step(edge.from(), edge.to(), edge.needs());
                    if (!wayTo.containsKey(next.to())) {
                        (next.needs().isEmpty() ? free : gated).addLast(next);
                    }
                }
            }
        }
    }

    List<Hint> hints() {
        return hints;
    }

    @Nullable Hint hintOf(String key) {
        return hintOfKey.get(key);
    }

    /// The way from an entry to a site.
    ///
    /// @param site `room/site`
    /// @return the steps, the entry first; empty where no way leads there
    List<Step> wayTo(String site) {
        var way = new ArrayList<Step>();
        for (Step step = wayTo.get(site); step != null; step = wayTo.get(step.from())) {
            way.addFirst(step);
        }
        return way;
    }
}
