package dev.lode.node;

import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A network that drops, doubles, delays and so reorders frames, as a seed says.
final class FaultyNetwork implements AutoCloseable {
    private final SplittableRandom random;
    private final double faults;
    private final PriorityQueue<Late> late = new PriorityQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Thread carrier;
    private volatile boolean closing;
    private long order;
    final LongAdder dropped = new LongAdder();
    final LongAdder doubled = new LongAdder();
    final LongAdder delayed = new LongAdder();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Late(long atNanos, long order, Link link, byte[] frame)
            implements Comparable<Late> {
        @Override
        public int compareTo(Late other) {
            int first = Long.compare(atNanos, other.atNanos);
            return first != 0 ? first : Long.compare(order, other.order);
        }
    }

    /// @param faults how many of the frames are dropped, as many doubled, and three times as many
    ///   late
    FaultyNetwork(long seed, double faults) {
        random = new SplittableRandom(seed);
        this.faults = faults;
        carrier = Thread.ofPlatform().daemon().name("faulty-network").start(this::carry);
    }

    /// The endpoint as peers see it through this network: what it sends back is faulty too.
    Endpoint behind(Endpoint real) {
        return new Endpoint() {
            @Override
            public int attach(Link toPeer) {
                return real.attach(new FaultyLink(toPeer));
            }

            @Override
            public void detach(int number) {
                real.detach(number);
            }

            @Override
            public Inbox inboxFor(MemorySegment frame, long offset) {
                return real.inboxFor(frame, offset);
            }
        };
    }

    private void carry() {
        lock.lock();
        try {
            while (!closing) {
                Late next = late.peek();
                if (next == null) {
                    came.await();
                } else if (next.atNanos > System.nanoTime()) {
                    long _ = came.awaitNanos(next.atNanos - System.nanoTime());
                } else {
                    late.remove();
                    boolean _ =
                            next.link.send(MemorySegment.ofArray(next.frame), 0, next.frame.length);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
        carrier.interrupt();
    }

    private final class FaultyLink implements Link {
        private final Link real;

        FaultyLink(Link real) {
            this.real = real;
        }

        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            int copies = 0;
            lock.lock();
            try {
                double drawn = random.nextDouble();
                if (drawn < faults) {
                    dropped.increment();
                    return true;
                }
                if (drawn < 2 * faults) {
                    doubled.increment();
                    copies = 2;
                } else if (drawn < 5 * faults) {
                    copies = 1;
                }
                byte[] bytes = frame.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
                for (int copy = 0; copy < copies; copy++) {
                    delayed.increment();
                    long at = System.nanoTime() + random.nextLong(20_000_000);
                    late.add(new Late(at, order++, real, bytes));
                }
                came.signal();
            } finally {
                lock.unlock();
            }
            return copies > 0 || real.send(frame, offset, length);
        }

        @Override
        public boolean isOpen() {
            return real.isOpen();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
