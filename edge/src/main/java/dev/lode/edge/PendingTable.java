package dev.lode.edge;

import dev.lode.base.time.MillisClock;
import dev.lode.wire.Status;
import org.jspecify.annotations.Nullable;

/// The requests under way of one I/O thread: bounded in number and in bytes of reserved replies.
///
/// Threads: owned by one I/O thread. Every request waits the same time for its next sending, so the
/// queue of retries is in order by itself.
final class PendingTable {
    /// By what a request finds its node.
    enum Route {
        /// The primary of its partition.
        HOME,
        /// The leader of its claim group.
        GROUP,
        /// The node that takes commands.
        ATLAS
    }

    /// What a look at a request whose time has come shall do.
    interface Retry {
        /// Sends it again.
        void resend(Pending request);

        /// Gives it up.
        void expire(Pending request);
    }

    private final Pending[] slots;
    private final int[] free;
    private final long reservedMax;
    private final MillisClock clock;
    private final long retryMillis;
    private int freeCount;
    private long reserved;
    private long lives;
    private @Nullable Pending oldest;
    private @Nullable Pending newest;

    PendingTable(int slotsMax, long reservedMax, long retryMillis, MillisClock clock) {
        this.reservedMax = reservedMax;
        this.retryMillis = retryMillis;
        this.clock = clock;
        slots = new Pending[slotsMax];
        free = new int[slotsMax];
        for (int i = 0; i < slotsMax; i++) {
            slots[i] = new Pending(i);
            free[i] = slotsMax - 1 - i;
        }
        freeCount = slotsMax;
    }

    /// Takes a slot and reserves room for the reply.
    ///
    /// @return the request, or null where there is no room
    @Nullable Pending admit(Asker asker, long replyBytes, long lifeMillis) {
        if (freeCount == 0 || reserved + replyBytes > reservedMax) {
            return null;
        }
        Pending request = slots[free[--freeCount]];
        reserved += replyBytes;
        request.reserved = replyBytes;
        request.asker = asker;
        request.correlation = ++lives << 16 | request.slot;
        request.deadlineMillis = clock.millis() + lifeMillis;
        return request;
    }

    /// The request that a reply belongs to.
    ///
    /// @return null where it is no longer under way
    @Nullable Pending find(long correlation) {
        int slot = (int) (correlation & 0xFFFF);
        if (slot >= slots.length) {
            return null;
        }
        Pending request = slots[slot];
        return request.asker != null && request.correlation == correlation ? request : null;
    }

    /// Gives slot and room back.
    void release(Pending request) {
        unqueue(request);
        reserved -= request.reserved;
        request.clear();
        free[freeCount++] = request.slot;
    }

    /// Puts a request at the end of the queue: it was sent just now.
    void queue(Pending request) {
        unqueue(request);
        request.queued = true;
        request.retryAtMillis = Math.min(clock.millis() + retryMillis, request.deadlineMillis);
        request.before = newest;
        if (newest != null) {
            newest.after = request;
        } else {
            oldest = request;
        }
        newest = request;
    }

    /// Looks at the requests whose time has come.
    void tick(Retry retry) {
        long now = clock.millis();
        while (oldest != null && oldest.retryAtMillis <= now) {
            Pending request = oldest;
            if (request.deadlineMillis <= now) {
                retry.expire(request);
            } else {
                retry.resend(request);
            }
            assert oldest != request || request.retryAtMillis > now;
        }
    }

    int used() {
        return slots.length - freeCount;
    }

    long reserved() {
        return reserved;
    }

    /// Fails everything that is under way.
    void failAll(Status status) {
        for (Pending request : slots) {
            Asker asker = request.asker;
            if (asker != null) {
                asker.onFailure(request, status, 0);
                release(request);
            }
        }
    }

    private void unqueue(Pending request) {
        if (!request.queued) {
            return;
        }
        if (request.before != null) {
            request.before.after = request.after;
        } else {
            oldest = request.after;
        }
        if (request.after != null) {
            request.after.before = request.before;
        } else {
            newest = request.before;
        }
        request.before = null;
        request.after = null;
        request.queued = false;
    }
}
