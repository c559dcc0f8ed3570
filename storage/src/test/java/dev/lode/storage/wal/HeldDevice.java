package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A disk in memory whose writes are under way until somebody lets them end, in any order.
///
/// With a queue it takes several from one thread; without one a write keeps its thread. Nothing of
/// a write is on the disk before it ends.
final class HeldDevice extends FilterDevice {
    /// A write that has begun.
    static final class Held {
        private final int slot;
        private final String name;
        private final byte[] bytes;
        private final long position;
        private final int begun;

        private Held(int slot, String name, byte[] bytes, long position, int begun) {
            this.slot = slot;
            this.name = name;
            this.bytes = bytes;
            this.position = position;
            this.begun = begun;
        }

        /// The file.
        String name() {
            return name;
        }

        byte[] bytes() {
            return bytes;
        }

        long position() {
            return position;
        }

        /// Changes of the disk before it.
        int begun() {
            return begun;
        }
    }

    /// A write that has ended.
    ///
    /// @param write what it was
    /// @param ended changes of the disk before it
    record Landed(Held write, int ended) {}

    private static final int MANY = 4;
    private static final int PATIENCE_MILLIS = 2;

    final MemoryDevice disk;
    final List<Landed> landed = new ArrayList<>();
    private final boolean queued;
    private final List<Held> held = new ArrayList<>();
    private final Deque<Object> ends = new ArrayDeque<>();
    private @Nullable SplittableRandom random;
    private boolean holds;
    private boolean woken;
    private boolean settled;

    HeldDevice(MemoryDevice disk, boolean queued) {
        super(disk);
        this.disk = disk;
        this.queued = queued;
    }

    /// From here on writes end only when they are let, but for those of `LogFile.write` where there
    /// is a queue.
    synchronized void hold() {
        holds = true;
    }

    /// From here on each write ends by itself, at random before others.
    synchronized void shuffle(SplittableRandom how) {
        random = how;
    }

    /// Waits until so many writes are under way.
    synchronized List<Held> await(int count) throws InterruptedException {
        while (held.size() < count) {
            wait();
        }
        return List.copyOf(held);
    }

    /// Waits until the log has taken note of all that has ended.
    synchronized void settle() throws IOException {
        waitUntil(() -> settled && ends.isEmpty() && !woken);
    }

    /// Whether the batch of a sequence is on the disk.
    synchronized boolean hasLanded(long sequence) {
        return disk.changes.stream()
                .filter(MemoryDevice.Write.class::isInstance)
                .map(change -> ((MemoryDevice.Write) change).bytes().duplicate())
                .anyMatch(bytes ->
                        bytes.order(ByteOrder.LITTLE_ENDIAN).getLong((int) Format.Batch.SEQUENCE)
                                == sequence);
    }

    synchronized int underWay() {
        return held.size();
    }

    /// Lets a write end well.
    synchronized void land(Held write) throws IOException {
        held.remove(write);
        landed.add(new Landed(write, disk.changes.size()));
        LogBuffer copy = disk.buffer(write.bytes().length);
        copy.view().clear().put(write.bytes());
        try (LogFile file = disk.open(write.name())) {
            file.write(copy, write.bytes().length, write.position());
        }
        ends.add(write);
        notifyAll();
    }

    /// Lets a write end badly.
    synchronized void fail(Held write, String why) {
        held.remove(write);
        ends.add(new LogQueue.WriteFailed(write.slot, why));
        notifyAll();
    }

    private synchronized void begin(Held write) {
        held.add(write);
        notifyAll();
    }

    private Held begun(int slot, String name, LogBuffer from, int length, long position) {
        byte[] bytes = new byte[length];
        from.view().duplicate().clear().get(0, bytes);
        return new Held(slot, name, bytes, position, disk.changes.size());
    }

    @Override
    public @Nullable LogQueue queue(int slots, int bytes) {
        if (!queued) {
            return null;
        }
        var buffers = new LogBuffer[slots];
        for (int i = 0; i < slots; i++) {
            buffers[i] = disk.buffer(bytes);
        }
        return new LogQueue() {
            @Override
            public LogBuffer buffer(int slot) {
                return buffers[slot];
            }

            @Override
            public void submit(int slot, LogFile file, int length, long position) {
                String name = ((HeldFile) file).name;
                begin(begun(slot, name, buffers[slot], length, position));
            }

            @Override
            public int await() throws IOException {
                return end();
            }

            @Override
            public void wake() {
                synchronized (HeldDevice.this) {
                    woken = true;
                    HeldDevice.this.notifyAll();
                }
            }

            @Override
            public void close() {}
        };
    }

    private synchronized int end() throws IOException {
        SplittableRandom how = random;
        if (how != null && held.size() < MANY && !woken && ends.isEmpty()) {
            patience();
        }
        if (!holds && ends.isEmpty() && !woken && !held.isEmpty()) {
            land(held.get(how == null ? 0 : how.nextInt(held.size())));
        }
        settled = ends.isEmpty() && !woken;
        notifyAll();
        waitUntil(() -> !ends.isEmpty() || woken);
        settled = false;
        if (woken) {
            woken = false;
            return LogQueue.NONE;
        }
        return switch (ends.removeFirst()) {
            case Held write -> write.slot;
            case LogQueue.WriteFailed failed -> throw failed;
            default -> throw new AssertionError();
        };
    }

    /// Gives others the time to have a flight more taken off; how many do is no matter of right or
    /// wrong.
    @SuppressWarnings("WaitNotInLoop") // whatever ends it, the caller looks again
    private synchronized void patience() throws IOException {
        try {
            wait(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized void waitUntil(BooleanSupplier condition) throws IOException {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private final class HeldFile extends FilterFile {
        private final String name;

        HeldFile(String name) throws IOException {
            super(disk.open(name));
            this.name = name;
        }

        @Override
        public void write(LogBuffer from, int length, long position) throws IOException {
            synchronized (HeldDevice.this) {
                if (queued || !holds) {
                    super.write(from, length, position);
                    return;
                }
            }
            Held write = begun(-1, name, from, length, position);
            begin(write);
            waitUntil(() -> !held.contains(write));
        }
    }

    @Override
    public String description() {
        return "held";
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new HeldFile(name);
    }
}
