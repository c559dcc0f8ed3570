package dev.lode.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Keeps the first findings of each code in their order and counts all.
///
/// Threads: one. Memory: at most so many findings a code.
final class GatheredFindings implements FindingSink {
    private final int most;
    private final Map<Code, Long> counts = new EnumMap<>(Code.class);
    private final Map<Code, PriorityQueue<Finding>> first = new EnumMap<>(Code.class);

    GatheredFindings(int most) {
        this.most = most;
    }

    @Override
    public void found(Finding finding) {
        counts.merge(finding.code(), 1L, Long::sum);
        PriorityQueue<Finding> kept =
                first.computeIfAbsent(
                        finding.code(), _ -> new PriorityQueue<>(Collections.reverseOrder()));
        kept.add(finding);
        if (kept.size() > most) {
            kept.poll();
        }
    }

    /// Counts findings that are not told one by one.
    void count(Code code, long more) {
        counts.merge(code, more, Long::sum);
    }

    /// How many of a code were found.
    long of(Code code) {
        return counts.getOrDefault(code, 0L);
    }

    LintReport report(long rooms, long cells, long keys, boolean complete) {
        List<Finding> all = new ArrayList<>();
        first.values().forEach(all::addAll);
        Collections.sort(all);
        return new LintReport(
                List.copyOf(all),
                Collections.unmodifiableMap(new EnumMap<>(counts)),
                rooms,
                cells,
                keys,
                complete);
    }
}
