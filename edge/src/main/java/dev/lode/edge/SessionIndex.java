package dev.lode.edge;

import dev.lode.base.Id128;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The open sessions of one I/O thread, by hunter.
///
/// Threads: owned by one I/O thread.
final class SessionIndex {
    /// Whose.
    record Who(Id128 hunt, Id128 hunter) {}

    private final Map<Who, List<Session>> byHunter = new HashMap<>();
    private int size;

    void add(Who who, Session session) {
        byHunter.computeIfAbsent(who, _ -> new ArrayList<>(1)).add(session);
        size++;
    }

    void remove(Who who, Session session) {
        List<Session> sessions = byHunter.get(who);
        if (sessions != null && sessions.remove(session)) {
            size--;
            if (sessions.isEmpty()) {
                byHunter.remove(who);
            }
        }
    }

    /// Those of one hunter.
    List<Session> of(Who who) {
        return List.copyOf(byHunter.getOrDefault(who, List.of()));
    }

    int size() {
        return size;
    }
}
