package dev.lode.storage.wal;

import dev.lode.base.Id128;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// The segments of a log: those in use by life, and the spare ones.
///
/// Threads: any may read a segment; making and recycling is done by one at a time.
final class SegmentStore {
    /* Implementation: `log.meta` holds the highest life that was ever made ready. A life is ready in
     * three steps, each durable: the file has its name; it has its header; `log.meta` counts it. No
     * batch is written before the third, so a life that `log.meta` counts but that has no file is a
     * file that somebody took away, and a file whose life it does not count was never written to.
     */
    private final LogDevice device;
    private final WalConfig config;
    private final Id128 id;
    private final Id128 owner;
    private final ConcurrentSkipListMap<Long, Segment> inUse = new ConcurrentSkipListMap<>();
    private final Map<Long, Long> indexBytes = new HashMap<>();
    private final Deque<String> spares = new ArrayDeque<>();
    private final List<String> obsolete = new ArrayList<>();
    private final ReentrantReadWriteLock recycling = new ReentrantReadWriteLock();
    private long life;
    private long spareNumber;
    private long spareBytes;

    SegmentStore(LogDevice device, WalConfig config, byte[] meta) {
        this.device = device;
        this.config = config;
        id = Format.Meta.id(meta);
        owner = Format.Meta.owner(meta);
        life = Format.Meta.life(meta);
    }

    ReentrantReadWriteLock.ReadLock readLock() {
        return recycling.readLock();
    }

    /// The segment of a life; hold the read lock while using it.
    @Nullable Segment get(long life) {
        return inUse.get(life);
    }

    Collection<Segment> all() {
        return inUse.values();
    }

    void use(Segment segment) {
        inUse.put(segment.life(), segment);
    }

    /// The segment in use behind one; null where that is the newest.
    @Nullable Segment behind(long life) {
        var entry = inUse.higherEntry(life);
        return entry == null ? null : entry.getValue();
    }

    /// The newest life in use.
    long newest() {
        return inUse.lastKey();
    }

    /// What all files take: segments, spare ones, indexes.
    synchronized long bytes() {
        return spareBytes
                + inUse.values().stream().mapToLong(Segment::bytes).sum()
                + indexBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Says that a segment has an index.
    synchronized void indexed(long life, long bytes) {
        indexBytes.put(life, bytes);
    }

    /// Takes a file that a start found and does not need; those with higher lives first.
    ///
    /// It is not deleted before the next life is counted, because `log.meta` may count its own.
    void takeSpare(String name, long bytes) {
        if (Format.isSpare(name)) {
            long number = Long.parseUnsignedLong(name.substring(6, 22), 16);
            spareNumber = Math.max(spareNumber, number + 1);
        }
        if (bytes == config.segmentBytes() && spares.size() < config.spareSegments()) {
            spares.add(name);
            spareBytes += bytes;
        } else {
            obsolete.add(name);
        }
    }

    /// Makes the next segment ready: zeroed or recycled, headed with its life, counted.
    ///
    /// @param scratch at least a block
    /// @param active the life that is written now; 0 for a new log
    synchronized Segment prepare(LogBuffer scratch, long active) throws IOException {
        long bytes = config.segmentBytes();
        long next = life + 1;
        String name = Format.segmentName(next);
        String spare = spares.poll();
        if (spare != null) {
            spareBytes -= bytes;
            device.rename(spare, name);
        } else {
            long used = bytes();
            if (used + bytes > config.diskBudget()) {
                throw new LogFull(
                        "its segments take "
                                + used
                                + " of wal.diskBudget="
                                + config.diskBudget()
                                + " bytes. Raise the budget, or let the groups take snapshots.",
                        null);
            }
            device.create(name, bytes);
        }
        obsolete.remove(name);
        LogFile file = device.open(name);
        boolean ready = false;
        try {
            Format.Header.write(scratch, id, next, bytes);
            file.write(scratch, Format.BLOCK, 0);
            device.put(Format.META, Format.Meta.write(id, owner, next, active));
            ready = true;
        } finally {
            if (!ready) {
                file.close();
            }
        }
        life = next;
        while (!obsolete.isEmpty()) {
            device.delete(obsolete.removeLast());
        }
        return new Segment(next, name, file);
    }

    /// Takes back the segments of which nothing is needed any more.
    ///
    /// @param oldestLife the smallest life that is needed
    synchronized void recycle(long oldestLife) throws IOException {
        for (Segment segment : List.copyOf(inUse.headMap(oldestLife).values())) {
            recycling.writeLock().lock();
            try {
                inUse.remove(segment.life());
                segment.file().close();
            } finally {
                recycling.writeLock().unlock();
            }
            if (segment.bytes() == config.segmentBytes()
                    && spares.size() < config.spareSegments()) {
                String spare = Format.spareName(spareNumber++);
                device.rename(segment.name(), spare);
                spares.add(spare);
                spareBytes += segment.bytes();
            } else {
                device.delete(segment.name());
            }
            if (indexBytes.remove(segment.life()) != null) {
                device.delete(Format.indexName(segment.life()));
            }
        }
    }

    void close() throws IOException {
        for (Segment segment : inUse.values()) {
            segment.file().close();
        }
    }
}
