package dev.lode.edge;

import dev.lode.base.time.MillisClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers that promise to hear of rooms, held until their groups have taken the subscriptions.
///
/// A win that is committed while a subscription is on its way would be missed; so nobody is told to
/// be in a room before its events come. Once an I/O thread hears of a room, answers do not wait.
///
/// Threads: owned by one I/O thread.
final class HeldAnswers {
    /// What is done with an answer.
    interface Then {
        /// Goes on.
        ///
        /// @param heard false where a room could not be heard of in time
        void go(boolean heard);
    }

    private static final class Held {
        final long deadlineMillis;
        final List<RoomFeed> rooms;
        final Then then;
        int missing;
        boolean over;

        Held(long deadlineMillis, List<RoomFeed> rooms, Then then) {
            this.deadlineMillis = deadlineMillis;
            this.rooms = rooms;
            this.then = then;
            missing = rooms.size();
        }

        void go(boolean heard) {
            if (!over) {
                over = true;
                then.go(heard);
            }
        }
    }

    private final long waitMillis;
    private final MillisClock clock;
    private final Map<RoomFeed, Set<Held>> byRoom = new HashMap<>();
    private final Deque<Held> byDeadline = new ArrayDeque<>();

    HeldAnswers(long waitMillis, MillisClock clock) {
        this.waitMillis = waitMillis;
        this.clock = clock;
    }

    /// Goes on, at once or later, when all of these rooms are heard or left.
    void until(List<RoomFeed> rooms, Then then) {
        List<RoomFeed> missing = rooms.stream().filter(room -> !room.isHeard()).toList();
        if (missing.isEmpty()) {
            then.go(true);
            return;
        }
        var held = new Held(clock.millis() + waitMillis, missing, then);
        missing.forEach(room -> byRoom.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(held));
        byDeadline.add(held);
    }

    /// A room is heard, or nobody is in it any more.
    void settled(RoomFeed room) {
        Set<Held> waiting = byRoom.remove(room);
        if (waiting != null) {
            for (Held held : waiting) {
                if (--held.missing == 0) {
                    held.go(true);
                }
            }
        }
    }

    /// Gives up those whose time is over.
    void look() {
        long now = clock.millis();
        while (!byDeadline.isEmpty()) {
            Held oldest = byDeadline.peek();
            if (!oldest.over && now < oldest.deadlineMillis) {
                return;
            }
            byDeadline.remove();
            for (RoomFeed room : oldest.rooms) {
                Set<Held> waiting = byRoom.get(room);
                if (waiting != null) {
                    waiting.remove(oldest);
                }
            }
            oldest.go(false);
        }
    }

    /// Gives up all of them.
    void stop() {
        List<Held> all = new ArrayList<>(byDeadline);
        byDeadline.clear();
        byRoom.clear();
        all.forEach(held -> held.go(false));
    }
}
