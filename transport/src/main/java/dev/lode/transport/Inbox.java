package dev.lode.transport;

import dev.lode.base.memory.FrameRing;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// Where the frames for one thread arrive: a bounded ring, and a way to wake its owner.
///
/// Threads: any number offer; the owner drains. The owner calls [#park] before it sleeps and
/// [#unpark] after, so that no frame is left lying while it does.
public final class Inbox {
    private final FrameRing ring;
    private final Runnable waker;
    private final AtomicBoolean asleep = new AtomicBoolean();

    /// Makes one.
    ///
    /// @param ring holds the frames
    /// @param waker wakes the owner; called by whoever offers a frame while the owner sleeps
    public Inbox(FrameRing ring, Runnable waker) {
        this.ring = ring;
        this.waker = waker;
    }

    /// Copies a frame in and wakes the owner if it sleeps.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @param length of it
    /// @param link which link it came by
    /// @return false where there is no room
    public boolean offer(MemorySegment frame, long offset, int length, int link) {
        if (!ring.offer(frame, offset, length, link)) {
            return false;
        }
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            waker.run();
        }
        return true;
    }

    /// Hands waiting frames to the owner.
    ///
    /// @param reader takes them
    /// @param frames how many at the most
    /// @return how many there were
    public int drain(FrameRing.Reader reader, int frames) {
        return ring.drain(reader, frames);
    }

    /// Says that the owner is about to sleep.
    ///
    /// @return true where it may; false where frames wait, and then it is not marked as asleep
    public boolean park() {
        asleep.set(true);
        if (ring.isEmpty()) {
            return true;
        }
        asleep.set(false);
        return false;
    }

    /// Says that the owner is awake.
    public void unpark() {
        asleep.set(false);
    }

    /// The longest frame that fits.
    ///
    /// @return bytes
    public int frameBytesMax() {
        return ring.frameBytesMax();
    }

    /// Bytes that wait to be read.
    ///
    /// @return bytes, heads and padding included
    public long used() {
        return ring.used();
    }
}
