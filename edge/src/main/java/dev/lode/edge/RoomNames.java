package dev.lode.edge;

import dev.lode.base.Id128;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of rooms that passed through an I/O thread, the last used ones.
///
/// Threads: owned by one I/O thread.
final class RoomNames {
    private record Room(Id128 hunt, long fingerprint) {}

    private final Map<Room, String> names;

    RoomNames(int most) {
        names =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Room, String> eldest) {
                        return size() > most;
                    }
                };
    }

    void put(Id128 hunt, long fingerprint, String name) {
        names.put(new Room(hunt, fingerprint), name);
    }

    @Nullable String get(Id128 hunt, long fingerprint) {
        return names.get(new Room(hunt, fingerprint));
    }
}
