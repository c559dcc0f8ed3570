package dev.lode.node.additions;

import dev.lode.base.Id128;
import dev.lode.node.claim.CellsEntry;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.archive.LogEntry;
import dev.lode.storage.store.Addition;
import dev.lode.storage.store.CellStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Brings the cells that claim groups' logs add into the stores of their hunts, and says how much
/// of each log must be kept for that.
///
/// Threads: one of its own follows the logs; [#keepFrom], [#until] and [#wake] from any. What a
/// store has already it passes by, so that reading an entry again does no harm.
public final class AdditionFeed implements AutoCloseable {
    /* Implementation: a log is kept from the first entry whose cells may be in memory alone: behind
     * the cursor of a store that has cells in memory, and behind what was read. What was read is
     * looked at before the stores, since cells are in a store before their entry counts as read. */

    private static final System.Logger LOG = System.getLogger(AdditionFeed.class.getName());

    /// How soon a store that was full is asked again.
    private static final Duration FULL_AGAIN = Duration.ofMillis(10);

    private static final long NOTHING = Long.MAX_VALUE;

    private final HuntShelf shelf;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Wait> waits = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile @Nullable Thread flusher;
    private volatile boolean flushFailed;
    private volatile boolean closing;
    private @Nullable Thread thread;

    private record Wait(Follower follower, long index, CompletableFuture<Void> passed) {}

    /// One group's log, and how far it was read.
    private static final class Follower {
        final CommittedLog log;
        volatile long read;
        volatile long missed = NOTHING;
        HuntBook missedIn = HuntBook.EMPTY;
        String trouble = "";

        Follower(CommittedLog log) {
            this.log = log;
            read = log.first() - 1;
        }
    }

    /// Makes one that follows nothing yet.
    ///
    /// @param shelf has the newest hunts and their stores
    public AdditionFeed(HuntShelf shelf) {
        this.shelf = shelf;
    }

    /// Takes in what the logs have, then goes on with what is committed from then on.
    ///
    /// @param logs of the node's claim groups
    /// @throws IOException where a log cannot be read
    public void start(List<CommittedLog> logs) throws IOException {
        for (CommittedLog log : logs) {
            var follower = new Follower(log);
            follow(follower);
            followers.add(follower);
        }
        thread = Thread.ofPlatform().name("lode-additions").start(this::run);
    }

    /// Says that something was committed, or that hunts have come.
    public void wake() {
        LockSupport.unpark(thread);
    }

    /// Waits until digs find what an entry has added.
    ///
    /// @param group whose log
    /// @param index of the entry
    /// @return done when it was read
    public CompletableFuture<Void> until(int group, long index) {
        var passed = new CompletableFuture<Void>();
        for (Follower follower : followers) {
            if (follower.log.group() == group) {
                waits.add(new Wait(follower, index, passed));
                wake();
                return passed;
            }
        }
        passed.completeExceptionally(new IOException("group " + group + " does not live here"));
        return passed;
    }

    /// Up to where a group's log may be forgotten; has cells written to extents where they stand in
    /// the way. Called on apply executors; waits for nothing.
    ///
    /// @param group whose log
    /// @param log of it
    /// @param wanted the first index that others still need
    /// @return that, or less
    public long keepFrom(int group, CommittedLog log, long wanted) {
        long kept = log.first();
        for (Follower follower : followers) {
            if (follower.log.group() == group) {
                kept = Math.min(follower.read + 1, follower.missed);
            }
        }
        boolean unwritten = false;
        for (CellStore store : stores()) {
            if (store.hasUnwritten()) {
                unwritten = true;
                // An entry may have been written in part.
                kept = Math.min(kept, Math.max(0, store.cursor(group) >> Addition.NUMBER_BITS));
            }
        }
        if (kept >= wanted) {
            return wanted;
        }
        if (unwritten && flushing.compareAndSet(false, true)) {
            flusher = Thread.ofVirtual().name("lode-additions-flush").start(this::flush);
        }
        return kept;
    }

    private void flush() {
        try {
            for (CellStore store : stores()) {
                boolean _ = store.flush();
            }
            flushFailed = false;
        } catch (IOException | RuntimeException e) {
            if (!flushFailed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "added cells cannot be written to an extent, so that the log cannot be"
                                + " shortened; it is tried again with each snapshot, which is said"
                                + " no more until it has worked",
                        e);
            }
            flushFailed = true;
        } finally {
            flushing.set(false);
        }
    }

    private List<CellStore> stores() {
        var stores = new ArrayList<CellStore>();
        for (HuntBook.Hunt hunt : shelf.book().hunts()) {
            HuntContent content = hunt.content();
            if (content != null) {
                stores.add(content.store());
            }
        }
        return stores;
    }

    private void run() {
        while (!closing) {
            for (Follower follower : followers) {
                try {
                    follow(follower);
                } catch (IOException | RuntimeException e) {
                    failed(follower, e);
                }
            }
            if (!answer() && !closing) {
                LockSupport.park(this);
            }
        }
        waits.forEach(wait -> wait.passed.completeExceptionally(new IOException("the node ends")));
    }

    /// Tells who waited; true where somebody waits for what is there to be read.
    private boolean answer() {
        boolean more = false;
        for (var all = waits.iterator(); all.hasNext(); ) {
            Wait wait = all.next();
            if (wait.follower.read >= wait.index) {
                all.remove();
                wait.passed.complete(null);
            } else {
                more |= wait.follower.log.last() > wait.follower.read;
            }
        }
        return more;
    }

    private void follow(Follower follower) throws IOException {
        HuntBook book = shelf.book();
        if (follower.missed != NOTHING && follower.missedIn != book) {
            follower.read = Math.min(follower.read, follower.missed - 1);
            follower.missed = NOTHING;
        }
        follower.missedIn = book;
        follower.log.read(
                follower.read + 1,
                entry -> {
                    if (CellsEntry.is(entry.data()) && !take(follower, book, entry)) {
                        return false;
                    }
                    follower.read = entry.index();
                    return !closing;
                });
        follower.trouble = "";
    }

    /// Gives the cells of an entry to the store of their hunt.
    ///
    /// @return false where the feed was closed in the middle
    private boolean take(Follower follower, HuntBook book, LogEntry entry) throws IOException {
        Id128 hunt = CellsEntry.hunt(entry.data());
        int number = book.find(hunt.high(), hunt.low());
        if (number == HuntBook.NONE) {
            return true; // a hunt that is gone
        }
        HuntContent content = book.hunt(number).content();
        if (content == null) {
            follower.missed = Math.min(follower.missed, entry.index());
            return true;
        }
        CellsEntry.read(
                entry.data(),
                (at, cell, block, plainBytes) -> {
                    long position = Addition.position(entry.index(), at);
                    add(
                            content.store(),
                            new Addition(follower.log.group(), position, cell, block, plainBytes));
                });
        return !closing;
    }

    private void add(CellStore store, Addition addition) {
        while (!closing && store.add(addition) == Addition.Outcome.FULL) {
            LockSupport.parkNanos(this, FULL_AGAIN.toNanos());
        }
    }

    private static void failed(Follower follower, Exception e) {
        String trouble = String.valueOf(e.getMessage());
        if (!trouble.equals(follower.trouble)) {
            follower.trouble = trouble;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "cells that claim group "
                            + follower.log.group()
                            + " adds cannot be taken in behind entry "
                            + follower.read
                            + "; it is tried again when something is added",
                    e);
        }
    }

    /// Ends the thread; what was not read is read at the next start.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            for (Thread own : new @Nullable Thread[] {thread, flusher}) {
                if (own != null) {
                    own.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
