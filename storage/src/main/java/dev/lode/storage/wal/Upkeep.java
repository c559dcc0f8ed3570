package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.Logs.Sealed;
import dev.lode.storage.wal.SegmentScanner.Opening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What is done beside the appends: indexes of sealed segments, taking segments back, copying few
/// live entries forward, asking owners to snapshot.
///
/// Threads: `run` is posted to the background executor by any; one at a time does it. Errors: a
/// disk that fails here costs room or a slower start, never an entry; `trouble` tells.
final class Upkeep implements Runnable {
    /* Implementation: everything here may be left undone at any point, by a crash or an error. An
     * index is written after the segment behind it is acknowledged. A copy is an ordinary record of
     * an ordinary flight: until it is durable the old place counts, and the old segment is taken back
     * only when the state that the log itself reads has no entry in it. Copying goes in steps that
     * post themselves anew, so that making the next segment is never behind more than one of them.
     */
    private static final int STEP_BYTES = 64 << 10;
    private static final long NANOS = 1_000_000_000;

    private final Object lock;
    private final LogDevice device;
    private final WalConfig config;
    private final Id128 id;
    private final Logs logs;
    private final SegmentStore store;
    private final GroupCommit commit;
    private final Executor background;
    private final List<WalPressure> owners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean again;
    private volatile boolean full;
    private volatile boolean stopped;
    private volatile String trouble = "";
    private final List<Sealed> waiting = new ArrayList<>();
    private long judgedLife;
    private long judgedEntries;
    private boolean judgedFew;
    private long askedOldest;
    private long askedActive;

    Upkeep(
            Object lock,
            LogDevice device,
            WalConfig config,
            Id128 id,
            Logs logs,
            SegmentStore store,
            GroupCommit commit,
            Executor background) {
        this.lock = lock;
        this.device = device;
        this.config = config;
        this.id = id;
        this.logs = logs;
        this.store = store;
        this.commit = commit;
        this.background = background;
    }

    /// Takes what a start had to read whole, for its index.
    void index(List<Sealed> sealed) {
        waiting.addAll(sealed);
    }

    void onPressure(WalPressure owner) {
        owners.add(owner);
    }

    /// What went wrong last, in words; empty where nothing is wrong.
    String trouble() {
        return trouble;
    }

    /// Says that an append was, or will be, refused for want of room.
    void full() {
        full = true;
        run();
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        again = true;
        if (!running.compareAndSet(false, true)) {
            return;
        }
        boolean more = false;
        try {
            while (again && !stopped) {
                again = false;
                more = once();
            }
        } catch (LogFailed | LogFull e) { // the appenders are told, too
            trouble = String.valueOf(e.getMessage());
        } catch (IOException | RuntimeException e) { // room is not made, and that is all
            trouble = "upkeep of the log: " + e.getMessage();
        } finally {
            running.set(false);
        }
        if (more && !stopped) {
            background.execute(this);
        }
    }

    /// One round; whether there is more to copy.
    private boolean once() throws IOException {
        writeIndexes();
        Segment oldest = recycle();
        if (oldest == null) {
            return false;
        }
        Sealed held = seal(oldest);
        try {
            return copyOrAsk(oldest, held.logs());
        } finally {
            synchronized (lock) {
                held.release();
            }
        }
    }

    private boolean copyOrAsk(Segment oldest, List<Sealed.Part> live) throws IOException {
        boolean few = store.all().size() >= config.upkeep().copyFromSegments() && few(oldest, live);
        if (few) {
            try {
                return copyStep(oldest, live);
            } catch (LogFull | DamagedLog e) { // then the owners can help, if anybody can
                full = true;
                trouble = String.valueOf(e.getMessage());
            }
        }
        ask(oldest, live);
        return false;
    }

    private void writeIndexes() throws IOException {
        synchronized (lock) {
            for (Sealed next = logs.nextSealed(); next != null; next = logs.nextSealed()) {
                waiting.add(next);
            }
        }
        while (!waiting.isEmpty()) {
            Sealed sealed = waiting.removeFirst();
            Segment segment = store.get(sealed.life());
            Segment behind = store.behind(sealed.life());
            if (segment != null && behind != null) {
                writeIndex(sealed, segment, behind);
            }
            synchronized (lock) {
                sealed.release();
            }
        }
    }

    private void writeIndex(Sealed sealed, Segment segment, Segment behind) throws IOException {
        try (var scanner = new SegmentScanner(id)) {
            Opening opening = scanner.opening(segment);
            Opening next = scanner.opening(behind);
            if (opening != null && next != null && next.previousLife() == sealed.life()) {
                byte[] bytes = SegmentIndex.encode(id, sealed, opening, next);
                device.put(Format.indexName(sealed.life()), bytes);
                store.indexed(sealed.life(), bytes.length);
            }
        }
    }

    /// Takes back what nobody needs; the oldest that is still needed and not written any more.
    private @Nullable Segment recycle() throws IOException {
        long active;
        long oldest;
        synchronized (lock) {
            active = logs.active();
            oldest = Math.min(active, logs.oldestLife());
        }
        store.recycle(oldest);
        Segment segment = store.get(oldest);
        return oldest < active ? segment : null;
    }

    private Sealed seal(Segment oldest) {
        synchronized (lock) {
            List<Sealed.Part> live =
                    logs.seal(oldest.life()).logs().stream()
                            .filter(part -> !part.runs().isEmpty())
                            .toList();
            return new Sealed(oldest.life(), live);
        }
    }

    /// Whether so little of a segment is live that copying it pays.
    private boolean few(Segment oldest, List<Sealed.Part> live) throws IOException {
        long entries = 0;
        for (Sealed.Part part : live) {
            for (EntryRun run : part.runs()) {
                entries += run.last() - run.first() + 1;
            }
        }
        if (judgedLife == oldest.life() && (judgedFew || judgedEntries == entries)) {
            return judgedFew;
        }
        judgedLife = oldest.life();
        judgedEntries = entries;
        long most = (long) (config.upkeep().copyShare() * oldest.bytes());
        judgedFew = entries * Format.LogRecord.BYTES <= most && bytes(oldest, live, most) <= most;
        return judgedFew;
    }

    private long bytes(Segment oldest, List<Sealed.Part> live, long most) throws IOException {
        var reader = new RecordReader(device, store, true);
        long bytes = 0;
        for (Sealed.Part part : live) {
            for (EntryRun run : part.runs()) {
                for (long i = run.first(); i <= run.last() && bytes <= most; i++) {
                    bytes += reader.recordBytes(oldest, run.offset(i));
                }
            }
        }
        return bytes;
    }

    private boolean copyStep(Segment oldest, List<Sealed.Part> live) throws IOException {
        var reader = new RecordReader(device, store, true);
        long bytes = 0;
        long ticket = 0;
        for (Sealed.Part part : live) {
            for (EntryRun run : part.runs()) {
                for (long i = run.first(); i <= run.last() && bytes < STEP_BYTES; i++) {
                    long place = LogState.place(oldest.life(), run.offset(i));
                    WalEntry entry = reader.read(part.log(), i, place);
                    if (entry != null) {
                        bytes += Format.LogRecord.size(entry.data().byteSize());
                        ticket = Math.max(ticket, commit.copy(part.log(), entry, place));
                    }
                }
            }
        }
        if (ticket == 0) {
            return false; // what is left goes away by itself, and that will post a round
        }
        commit.await(ticket);
        trouble = "";
        LockSupport.parkNanos(
                (long) ((double) bytes / config.upkeep().copyBytesPerSecond() * NANOS));
        return true;
    }

    private void ask(Segment oldest, List<Sealed.Part> live) {
        boolean pressed = store.bytes() > config.upkeep().pressureShare() * config.diskBudget();
        long active = store.newest();
        boolean asked = askedOldest == oldest.life() && askedActive == active;
        if (!full && (!pressed || asked)) {
            return;
        }
        full = false;
        askedOldest = oldest.life();
        askedActive = active;
        for (Sealed.Part part : live) {
            for (WalPressure owner : owners) {
                owner.makeRoom(part.log(), part.runs().getLast().last());
            }
        }
    }
}
