package dev.lode.edge;

import dev.lode.membership.HuntEntry;
import dev.lode.router.Fingerprint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rooms that one session hears of: those it watches, and the one that it is in.
///
/// Threads: owned by one I/O thread.
final class SessionRooms {
    private final IoThread io;
    private final Session session;
    private final HuntEntry hunt;
    private final Map<String, Long> watched = new LinkedHashMap<>();
    private String here = "";
    private long hereFingerprint;

    SessionRooms(IoThread io, Session session, HuntEntry hunt) {
        this.io = io;
        this.session = session;
        this.hunt = hunt;
    }

    /// Hears of rooms from given numbers on; the one that it is in comes later, by [#arrive].
    void resume(Map<String, Long> had, String in) {
        had.forEach((name, number) -> {
            if (!name.equals(in)) {
                watch(name, number);
            }
        });
    }

    /// Hears of more rooms from now on.
    ///
    /// @return false where they are too many; then of none of them
    boolean watch(List<String> names, int most) {
        List<String> fresh =
                names.stream().distinct().filter(name -> !watched.containsKey(name)).toList();
        if (watched.size() + fresh.size() > most) {
            return false;
        }
        fresh.forEach(name -> watch(name, RoomFeed.UNKNOWN));
        return true;
    }

    /// The names of those that it watches.
    Set<String> watched() {
        return watched.keySet();
    }

    /// It is in another room now, or in the same.
    void arrive(String name, long fingerprint, long had) {
        if (name.equals(here)) {
            return;
        }
        leaveHere();
        here = name;
        hereFingerprint = fingerprint;
        if (!name.isEmpty()) {
            io.roomNames.put(hunt.id(), fingerprint, name);
            if (!watched.containsKey(name)) {
                io.feeds.join(session, hunt, name, fingerprint, had);
            }
        }
    }

    /// Hears of nothing any more.
    void leaveAll() {
        leaveHere();
        watched.forEach((_, fingerprint) -> io.feeds.leave(session, hunt.id(), fingerprint));
        watched.clear();
        here = "";
    }

    private void watch(String name, long had) {
        long fingerprint = Fingerprint.room(hunt.name(), name);
        watched.put(name, fingerprint);
        io.roomNames.put(hunt.id(), fingerprint, name);
        if (!name.equals(here)) {
            io.feeds.join(session, hunt, name, fingerprint, had);
        }
    }

    private void leaveHere() {
        if (!here.isEmpty() && !watched.containsKey(here)) {
            io.feeds.leave(session, hunt.id(), hereFingerprint);
        }
    }
}
