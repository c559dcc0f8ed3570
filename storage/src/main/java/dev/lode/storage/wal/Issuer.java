package dev.lode.storage.wal;

import java.io.IOException;

/// The thread that hands flights over to a [LogQueue] and takes back those that have landed.
///
/// Threads: the queue belongs to its own; any may call the rest.
final class Issuer {
    private final Object lock;
    private final LogQueue queue;
    private final Flights flights;
    private final Thread thread;
    private volatile boolean sleeps;
    private boolean ending;

    Issuer(Object lock, LogQueue queue, Flights flights) {
        this.lock = lock;
        this.queue = queue;
        this.flights = flights;
        thread = Thread.ofPlatform().daemon().name("lode-wal-issuer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Wakes it if it sleeps though there is something to do; do not hold the lock.
    void wakeIfNeeded() {
        if (sleeps) {
            synchronized (lock) {
                if (!sleeps || !flights.isDue()) {
                    return;
                }
                sleeps = false;
            }
            queue.wake();
        }
    }

    /// Lets it end what is under way, and waits for that.
    void end() {
        synchronized (lock) {
            ending = true;
        }
        queue.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean closing = false;
        try {
            while (handOver()) {
                int slot = queue.await();
                if (slot != LogQueue.NONE) {
                    flights.landed(flights.inSlot(slot));
                }
            }
            closing = true;
            queue.close();
        } catch (LogQueue.WriteFailed e) {
            Flight flight = flights.inSlot(e.slot());
            flights.fail(new LogFailed(flight.segment().name(), flight.position, e));
        } catch (Exception | Error e) { // whatever it is, the log has ended
            flights.fail(e);
        } finally {
            if (!closing) {
                close();
            }
        }
    }

    private void close() {
        try {
            queue.close();
        } catch (IOException _) {
            // The log has already failed, and everybody was told why.
        }
    }

    /// Hands over what is due; false where nothing more will come.
    private boolean handOver() throws IOException {
        boolean rotated = false;
        while (true) {
            Flight flight;
            Segment fresh = null;
            synchronized (lock) {
                sleeps = !flights.isDue();
                if (sleeps) {
                    if (ending && flights.isOver()) {
                        return false;
                    }
                    break;
                }
                flight = flights.takeOffMark();
                if (flight == null) {
                    fresh = flights.rotationDue();
                    flight = fresh == null ? flights.takeOff(0) : null;
                }
            }
            if (fresh != null) {
                rotated = flights.rotate(fresh);
            } else if (flight != null) {
                queue.submit(flight.slot, flight.segment().file(), flight.padded, flight.position);
            }
        }
        if (rotated) {
            flights.rotated();
        }
        return true;
    }
}
