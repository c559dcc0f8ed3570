package dev.lode.game.graph;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Supplier;

/// What was found so far: at most so many of one sort, the rest counted.
final class Findings {
    private final int most;
    private final List<Finding> shown = new ArrayList<>();
    private final EnumMap<Finding.Fault, Long> counts = new EnumMap<>(Finding.Fault.class);

    Findings(int most) {
        this.most = most;
    }

    void add(Finding.Fault fault, int room, Supplier<String> text) {
        if (counts.merge(fault, 1L, Long::sum) <= most) {
            shown.add(new Finding(fault, room, text.get()));
        }
    }

    List<Finding> all() {
        var all = new ArrayList<>(shown);
        counts.forEach((fault, count) -> {
            if (count > most) {
                all.add(new Finding(fault, -1, "and " + (count - most) + " more like it"));
            }
        });
        return List.copyOf(all);
    }
}
