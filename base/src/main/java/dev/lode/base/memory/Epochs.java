package dev.lode.base.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Tells when nobody can still be reading what was taken out of use: quiescent states, no count a
/// read.
///
/// Whoever replaces something that others read without a lock first publishes the new, then retires
/// the old here. Each reading thread is a [Participant], which says now and then that it holds
/// nothing any more; the old is closed once all have said so since it was retired.
///
/// Threads: any may join and retire; [#reclaim] is called by one at a time, others wait for it.
/// Memory: two cache lines a participant. Cost: a pass is two loads, and a store where something
/// was retired since the last; a pass never waits. A participant that neither passes nor goes
/// offline keeps everything from being closed: [#waiting] shows it.
public final class Epochs {
    /* Implementation: quiescent-state-based reclamation [1]. `epoch` rises by one with each
     * retirement, after the new was published. A participant that passes stores the epoch it has
     * seen: by release, so that its earlier reads are done; read by acquire, so that its later ones
     * find what was published before that epoch. One that comes online must show its word before it
     * reads anything, and whoever reclaims must look at the words after it has published: a full
     * fence on each side, as in Dekker's algorithm. A pass needs none, since its word was not 0
     * before.
     *
     * [1] Hart, McKenney, Brown, Walpole: Performance of memory reclamation for lockless
     *     synchronization, JPDC 67 (2007). */

    private static final System.Logger LOG = System.getLogger(Epochs.class.getName());
    private static final long OFFLINE = 0;

    private final AtomicLong epoch = new AtomicLong(1);
    private final CopyOnWriteArrayList<Participant> participants = new CopyOnWriteArrayList<>();
    private final ArrayDeque<Retired> retired = new ArrayDeque<>();

    private record Retired(long since, AutoCloseable what) {}

    /// Makes one without participants.
    public Epochs() {}

    /// Adds a reading thread, offline.
    ///
    /// @param name of it, for messages
    /// @return what the thread says its passes to
    public Participant join(String name) {
        var participant = new Participant(this, name);
        participants.add(participant);
        return participant;
    }

    /// Has something closed once every participant has passed; what replaces it is published
    /// already.
    ///
    /// @param old what is read by those alone who have it in hand now
    public synchronized void retire(AutoCloseable old) {
        retired.add(new Retired(epoch.incrementAndGet(), old));
    }

    /// Closes what nobody can be reading any more. What fails to close is logged and forgotten.
    ///
    /// @return how much is still waiting
    public synchronized int reclaim() {
        if (retired.isEmpty()) {
            return 0;
        }
        long passed = passed();
        while (!retired.isEmpty() && retired.peek().since <= passed) {
            close(retired.remove().what);
        }
        return retired.size();
    }

    /// How much is retired and not closed yet.
    ///
    /// @return retirements
    public synchronized int waiting() {
        return retired.size();
    }

    /// Who has not passed since the oldest retirement: for the message of one who waits.
    ///
    /// @return names, empty where nothing waits for anybody
    public synchronized String holding() {
        if (retired.isEmpty()) {
            return "";
        }
        long since = retired.peek().since;
        return String.join(
                ", ",
                participants.stream()
                        .filter(one -> one.seen() != OFFLINE && one.seen() < since)
                        .map(one -> one.name)
                        .toList());
    }

    /// The newest epoch that no participant is before.
    private long passed() {
        VarHandle.fullFence();
        long passed = epoch.get();
        for (Participant participant : participants) {
            long seen = participant.seen();
            if (seen != OFFLINE) {
                passed = Math.min(passed, seen);
            }
        }
        return passed;
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "what was retired could not be closed", e);
        }
    }

    /// One reading thread.
    ///
    /// Threads: owned by one. What it read of shared things while online is valid until it passes
    /// or goes offline, and no longer.
    public static final class Participant implements AutoCloseable {
        /* Implementation: the word stands in the middle of an array, so that no other participant's
         * word shares its cache line or the one that the hardware fetches with it. */
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
        private static final int LENGTH = 32;
        private static final int MIDDLE = LENGTH / 2;

        private final Epochs epochs;
        private final String name;
        private final long[] words = new long[LENGTH];

        private Participant(Epochs epochs, String name) {
            this.epochs = epochs;
            this.name = name;
        }

        /// Begins to read: before the first look at anything shared.
        public void online() {
            WORD.setVolatile(words, MIDDLE, epochs.epoch.get());
            VarHandle.fullFence();
        }

        /// Says that nothing is held any more, and goes on reading.
        public void pass() {
            long now = epochs.epoch.get();
            assert words[MIDDLE] != OFFLINE : name + " passes while it is offline";
            if (words[MIDDLE] != now) {
                WORD.setRelease(words, MIDDLE, now);
            }
        }

        /// Says that nothing is held any more, and reads nothing until [#online].
        public void offline() {
            WORD.setRelease(words, MIDDLE, OFFLINE);
        }

        /// Leaves: this thread will read nothing more.
        @Override
        public void close() {
            offline();
            epochs.participants.remove(this);
        }

        private long seen() {
            return (long) WORD.getVolatile(words, MIDDLE);
        }
    }
}
