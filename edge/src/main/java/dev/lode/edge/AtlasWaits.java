package dev.lode.edge;

import dev.lode.base.time.MillisClock;
import dev.lode.membership.AtlasFollower;
import dev.lode.membership.AtlasView;
import dev.lode.membership.HuntEntry;
import dev.lode.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// What waits on one I/O thread until the edge's view of the cluster has caught up: answers to
/// operators, and hellos for hunts that the edge has not heard of.
///
/// Each waits for a bounded time, and belongs to a connection, so connections bound their number.
/// However many wait, the follower has one pull under way.
///
/// Threads: owned by one I/O thread.
final class AtlasWaits {
    /// What is done after the wait.
    interface Then {
        /// Goes on.
        ///
        /// @param caughtUp false where the time was over before
        void go(boolean caughtUp);
    }

    private record Wait(BooleanSupplier over, long deadlineMillis, Then then) {}

    private final AtlasFollower atlas;
    private final long waitMillis;
    private final MillisClock clock;
    private List<Wait> waits = new ArrayList<>();

    AtlasWaits(AtlasFollower atlas, long waitMillis, MillisClock clock) {
        this.atlas = atlas;
        this.waitMillis = waitMillis;
        this.clock = clock;
    }

    /// Goes on, at once or later, when the view is of a version or newer.
    void untilVersion(long version, Then then) {
        if (atlas.has(version)) {
            then.go(true);
        } else {
            add(() -> atlas.has(version), then);
        }
    }

    /// Finds a hunt. One that the view does not show may be newer than what was heard, so the atlas
    /// is asked before there is none.
    ///
    /// @param which looks it up
    /// @param found goes on with it, at once or later
    /// @param none goes on without: NO_HUNT where the atlas has none either, UNAVAILABLE where it
    ///   cannot be asked
    void hunt(
            Function<AtlasView, Optional<HuntEntry>> which,
            Consumer<HuntEntry> found,
            Consumer<Status> none) {
        Optional<HuntEntry> known = which.apply(atlas.view());
        if (known.isPresent()) {
            found.accept(known.get());
        } else if (!atlas.isReady()) {
            none.accept(Status.UNAVAILABLE);
        } else {
            long question = atlas.question();
            add(
                    () -> atlas.isAnswered(question),
                    caughtUp ->
                            which.apply(atlas.view())
                                    .ifPresentOrElse(
                                            found,
                                            () ->
                                                    none.accept(
                                                            caughtUp
                                                                    ? Status.NO_HUNT
                                                                    : Status.UNAVAILABLE)));
        }
    }

    /// Lets those go on whose wait is over.
    void look() {
        if (waits.isEmpty()) {
            return;
        }
        long now = clock.millis();
        List<Wait> before = waits;
        waits = new ArrayList<>();
        for (Wait wait : before) {
            boolean over = wait.over.getAsBoolean();
            if (over || now >= wait.deadlineMillis) {
                wait.then.go(over);
            } else {
                waits.add(wait);
            }
        }
    }

    private void add(BooleanSupplier over, Then then) {
        waits.add(new Wait(over, clock.millis() + waitMillis, then));
    }
}
