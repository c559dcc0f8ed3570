package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.base.os.Scheduling;
import dev.lode.base.time.NanoClock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends the committed logs of a node's groups to the archive, in the background.
///
/// Threads: one of its own does all the work, one request at a time, so that memory is bounded by
/// one piece whatever the number of groups. It asks the groups for news; they never wait for it. It
/// and the threads of its requests let every other thread that wakes up have the core. Errors: a
/// store that fails is tried again later, for ever, and that is said once; what does not agree with
/// the log stops the archive of that group.
public final class Archiver implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.lode.archive");
    private static final byte[] PROBE =
            "Lode looks whether writes can be conditional".getBytes(StandardCharsets.US_ASCII);

    /// At a clean end so many failures in a row leave the rest to the next start.
    private static final int CLOSING_FAILURES = 3;

    /// Once its request was given up, the thread only has to notice.
    private static final Duration GIVE_UP = Duration.ofSeconds(1);

    private final ArchiveConfig config;
    private final NanoClock clock;
    private final ShortTurns turns;
    private final SplittableRandom random = new SplittableRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<GroupArchive> groups = new CopyOnWriteArrayList<>();
    private final Piece piece = new Piece();
    private volatile boolean refused;
    private boolean stopping;
    private boolean overBudget;
    private long freeAtNanos;
    private int failures;
    private int turn;
    private @Nullable Thread thread;
    private volatile @Nullable TimedStore timed;
    private @Nullable ArchiveStore store;

    /// Opens a store; may take a while.
    @FunctionalInterface
    public interface Opening {
        /// Opens it.
        ///
        /// @return the store
        /// @throws IOException where it cannot be opened
        ArchiveStore open() throws IOException;
    }

    /// Makes one that does nothing yet; until it does, no log is forgotten within the budget.
    ///
    /// @param config bounds
    /// @param clock for ages and waits
    public Archiver(ArchiveConfig config, NanoClock clock) {
        this(config, clock, new ShortTurns());
    }

    Archiver(ArchiveConfig config, NanoClock clock, ShortTurns turns) {
        this.config = config;
        this.clock = clock;
        this.turns = turns;
        freeAtNanos = clock.nanos();
    }

    /// Begins.
    ///
    /// @param cluster whose archive it is
    /// @param key seals the objects
    /// @param logs of the groups to follow
    /// @param opening opens the store, on the archiver's own thread
    public void start(Id128 cluster, ArchiveKey key, List<CommittedLog> logs, Opening opening) {
        var names = new ArchiveNames(config.prefix());
        var common = new GroupArchive.Common(cluster, names, key, config, this::pace, turns);
        logs.forEach(log -> groups.add(new GroupArchive(common, log, piece)));
        Thread own =
                Thread.ofPlatform()
                        .name("lode-archive")
                        .daemon(true)
                        .unstarted(() -> run(opening, names.cluster(cluster)));
        thread = own;
        own.start();
    }

    /// Up to where a log may be forgotten.
    ///
    /// Called on the thread that appends: it reads a few fields and waits for nothing.
    ///
    /// @param group whose log
    /// @param log of it
    /// @param wanted the first index that the group itself still needs
    /// @return that, or less where entries before it wait to be archived and the budget allows it
    public long keepFrom(int group, CommittedLog log, long wanted) {
        if (refused) {
            return wanted;
        }
        long waiting = 0;
        GroupArchive own = null;
        for (GroupArchive archive : groups) {
            waiting += archive.backlog();
            if (archive.isOf(group)) {
                own = archive;
            }
        }
        if (own == null) {
            return log.bytes() > config.budget() ? wanted : Math.min(wanted, log.first());
        }
        return waiting > config.budget() ? wanted : own.keepFrom(wanted);
    }

    /// Up to which entry a group is archived.
    ///
    /// @param group its number
    /// @return 0 where nothing is, or it is not known yet
    public long archived(int group) {
        return groups.stream()
                .filter(archive -> archive.isOf(group))
                .mapToLong(GroupArchive::archived)
                .findFirst()
                .orElse(0);
    }

    private void run(Opening opening, String folder) {
        boolean _ = Scheduling.background(); // the threads of requests inherit it
        try {
            follow(opening, folder);
        } finally {
            refused = true; // whatever ended it, no log is kept for it any more
            groups.forEach(GroupArchive::close);
        }
    }

    private void follow(Opening opening, String folder) {
        boolean more = true;
        while (more) {
            boolean flush = isStopping();
            boolean worked = false;
            boolean failed = false;
            try {
                worked = round(opening, folder, flush);
                recovered();
            } catch (NoConditionalPut e) {
                LOG.log(Level.ERROR, "archive: {0}. Nothing is archived", e.getMessage());
                return;
            } catch (IOException | RuntimeException e) { // a defect here must not be heard as less
                failed = true;
                failed(e);
            }
            tellBudget();
            more =
                    flush
                            ? worked || (failed && failures < CLOSING_FAILURES)
                            : await(worked, failed);
        }
    }

    private boolean round(Opening opening, String folder, boolean flush) throws IOException {
        for (GroupArchive archive : groups) {
            archive.prepare();
        }
        ArchiveStore open = opened(opening, folder);
        boolean worked = false;
        for (int i = 0; i < groups.size(); i++) {
            turn = (turn + 1) % groups.size(); // so that one that fails does not hide the others
            worked |= groups.get(turn).step(open, clock.nanos(), flush);
        }
        return worked;
    }

    private ArchiveStore opened(Opening opening, String folder) throws IOException {
        ArchiveStore open = store;
        if (open != null) {
            return open;
        }
        TimedStore bounded = timed;
        if (bounded == null) {
            bounded = new TimedStore(opening.open(), config.requestTimeout());
            timed = bounded;
        }
        open = conditional(bounded, folder);
        store = open;
        return open;
    }

    /// Finds out whether the server writes conditionally: of two such writes one must be refused.
    private ArchiveStore conditional(ArchiveStore bounded, String folder) throws IOException {
        String name = folder + ArchiveNames.PROBE;
        NoConditionalPut why = new NoConditionalPut(bounded.place(), null);
        try {
            ArchiveStore.Put first = bounded.putIfAbsent(name, PROBE);
            if (first == ArchiveStore.Put.EXISTS
                    || bounded.putIfAbsent(name, PROBE) == ArchiveStore.Put.EXISTS) {
                LOG.log(Level.INFO, "archive: {0}, writes are conditional", bounded.place());
                return bounded;
            }
        } catch (NoConditionalPut e) {
            why = e;
        }
        if (!config.emulateConditionalPut()) {
            throw why;
        }
        LOG.log(
                Level.WARNING,
                "archive: {0} cannot write conditionally; archive.conditionalPut=emulate looks"
                        + " before it writes",
                bounded.place());
        return new EmulatedPuts(bounded);
    }

    private void failed(Exception e) {
        failures++;
        if (failures == 1) {
            LOG.log(
                    Level.WARNING,
                    "archive: {0}; tried again until it works, claims go on",
                    e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString());
        }
    }

    private void recovered() {
        if (failures > 0) {
            LOG.log(Level.INFO, "archive: works again after {0} failures", failures);
            failures = 0;
        }
    }

    private void tellBudget() {
        long waiting = groups.stream().mapToLong(GroupArchive::backlog).sum();
        boolean over = waiting > config.budget();
        if (over && !overBudget) {
            LOG.log(
                    Level.WARNING,
                    "archive: {0} bytes of log wait, more than archive.budget: the log is truncated"
                            + " without waiting, the gap will be closed by a snapshot",
                    Long.toString(waiting));
        }
        overBudget = over;
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next round; a stop ends the wait.
    private boolean await(boolean worked, boolean failed) {
        long nanos = worked ? 0 : config.pollEvery().toNanos();
        if (failed) {
            long most = config.retryMax().toNanos();
            long bound = config.retryMin().toNanos() << Math.min(failures, 20);
            if (bound <= 0 || bound > most) {
                bound = most;
            }
            nanos = 1 + random.nextLong(Math.max(1, bound));
        }
        await(nanos);
        return true;
    }

    private void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !stopping) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread
        } finally {
            lock.unlock();
        }
    }

    /// Holds the sender back to the rate.
    private void pace(long bytes) {
        long now = clock.nanos();
        if (freeAtNanos - now > 0) {
            await(freeAtNanos - now);
        }
        long cost = (long) (bytes * 1e9 / config.bytesPerSecond());
        freeAtNanos = Math.max(freeAtNanos, now) + cost;
    }

    /// Sends what waits, as far as it can within a time, and ends.
    ///
    /// @param most longest wait
    /// @return whether all was sent
    public boolean close(Duration most) {
        Thread own = thread;
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean ended = own == null || join(own, most);
        TimedStore open = timed;
        if (!ended && own != null && open != null) {
            open.giveUp();
            ended = join(own, GIVE_UP);
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // nothing hangs on it any more
            }
        }
        boolean all = groups.stream().allMatch(GroupArchive::done);
        if (!all) {
            LOG.log(
                    Level.WARNING,
                    "archive: about {0} bytes of log were not sent; the next start goes on with them",
                    Long.toString(groups.stream().mapToLong(GroupArchive::backlog).sum()));
        }
        return ended && all;
    }

    private static boolean join(Thread own, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        long left = most.toNanos();
        while (!ended && left > 0) {
            try {
                ended = own.join(Duration.ofNanos(left));
            } catch (InterruptedException _) {
                interrupted = true;
            }
            left = end - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    /// Gives up what is under way, and ends.
    @Override
    public void close() {
        boolean _ = close(Duration.ofNanos(1));
    }
}
