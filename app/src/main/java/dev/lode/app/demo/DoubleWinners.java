package dev.lode.app.demo;

import dev.lode.game.claim.Win;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the keys that were won more often than their prize has stock, or twice by one hunter: the
/// thing that must never be.
final class DoubleWinners {
    private DoubleWinners() {}

    /// Looks through the wins of one hunt and group.
    static long count(List<Win> wins) {
        Map<Long, Set<Object>> winners = new HashMap<>();
        Map<Long, Integer> stock = new HashMap<>();
        Set<Long> wrong = new HashSet<>();
        for (Win win : wins) {
            boolean isNew =
                    winners.computeIfAbsent(win.cell(), _ -> new HashSet<>()).add(win.hunter());
            stock.putIfAbsent(win.cell(), win.stock());
            if (!isNew || winners.get(win.cell()).size() > stock.get(win.cell())) {
                wrong.add(win.cell());
            }
        }
        return wrong.size();
    }
}
