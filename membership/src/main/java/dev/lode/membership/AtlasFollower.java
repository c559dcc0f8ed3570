package dev.lode.membership;

import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Link;
import dev.lode.wire.AtlasFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.MovedFrame;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The newest atlas that this process has heard of.
///
/// Threads: any reads `view` without a lock and calls everything else. Somebody calls `tick` often.
/// Errors: frames that make no sense are counted and dropped.
public final class AtlasFollower {
    private final long pullEveryNanos;
    private final long pullTimeoutNanos;
    private final long pullSoonestNanos;
    private final long bytesMax;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile AtlasView view = AtlasView.NONE;
    private volatile boolean wanted = true;
    private volatile boolean sought;
    private volatile boolean answered;
    private volatile long answeredTo;
    private volatile long dropped;
    private long correlation;
    private boolean asked;
    private long askedNanos;

    /* The parts of one encoded atlas, as far as they have come. Parts that came by another link, or as
     * the answer to another pull, are never mixed in. Guarded by this. */
    private long version;
    private long reply;
    private int link;
    private byte[] gathered = new byte[0];
    private int nextPart;
    private int parts;
    private int length;

    /// Makes one that knows nothing yet.
    ///
    /// @param settings for [MembershipKnobs]
    public AtlasFollower(Settings settings) {
        pullEveryNanos = settings.get(MembershipKnobs.PULL_EVERY).toNanos();
        pullTimeoutNanos = settings.get(MembershipKnobs.PULL_TIMEOUT).toNanos();
        pullSoonestNanos = settings.get(MembershipKnobs.PULL_SOONEST).toNanos();
        bytesMax = settings.get(MembershipKnobs.BYTES_MAX);
    }

    /// The newest version.
    ///
    /// @return [AtlasView#NONE] until the first came
    public AtlasView view() {
        return view;
    }

    /// Whether anything was heard.
    ///
    /// @return false until the first state arrived
    public boolean isReady() {
        return view.version() > 0;
    }

    /// Frames that made no sense.
    ///
    /// @return how many, since the start
    public long dropped() {
        return dropped;
    }

    /// Asks to be told of changes.
    ///
    /// @param listener called after `view` has changed, by the thread that changed it; must not
    ///   block
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Takes a version from the atlas itself, where it runs in the same process.
    ///
    /// @param newer an older one than held is dropped
    public void accept(AtlasView newer) {
        synchronized (this) {
            AtlasView held = view;
            boolean other = !held.cluster().equals(newer.cluster()) && held.version() > 0;
            if (newer.version() <= held.version() || other) {
                return;
            }
            view = held.version() == 0 ? newer : newer.with(newest(newer.table(), held.table()));
        }
        listeners.forEach(Runnable::run);
    }

    /// Of each partition the entry with the higher epoch.
    private static PartitionTable newest(PartitionTable table, PartitionTable held) {
        PartitionTable.Editor editor = null;
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            if (Integer.compareUnsigned(held.epoch(p), table.epoch(p)) > 0) {
                editor = editor == null ? table.edit() : editor;
                editor.set(p, held.entry(p));
            }
        }
        return editor == null ? table : editor.done();
    }

    /// A node said that a partition is served by another.
    ///
    /// @param partition 0 to 65,535
    /// @param entry as that node knows it; dropped where a newer epoch is held
    public void moved(int partition, PartitionEntry entry) {
        synchronized (this) {
            AtlasView held = view;
            if (held.version() == 0 || entry.epoch() <= held.table().epoch(partition)) {
                return;
            }
            view = held.with(held.table().with(partition, entry));
            wanted = true;
        }
        listeners.forEach(Runnable::run);
    }

    /// A peer knows a newer epoch of a partition.
    ///
    /// @param partition 0 to 65,535
    /// @param epoch as the peer knows it
    public void behind(int partition, int epoch) {
        if (Integer.compareUnsigned(epoch, view.table().epoch(partition)) > 0) {
            wanted = true;
        }
    }

    /// Whether a version is held; where not, it is pulled soon. Whoever waits for it asks again.
    ///
    /// @param version as a peer told it
    /// @return whether the view is that or newer
    public boolean has(long version) {
        if (view.version() >= version) {
            return true;
        }
        if (answered) { // else what is under way may bring it
            sought = true;
        }
        return false;
    }

    /// Begins to ask what the atlas is now, for somebody who knows of something that the view does
    /// not show. Any number of such questions are one pull, and one follows another no sooner than
    /// `atlas.pullSoonest`.
    ///
    /// @return the question, for [#isAnswered]
    public synchronized long question() {
        sought = true;
        return correlation + 1;
    }

    /// Whether the view shows what the atlas was at some moment after a question was asked.
    ///
    /// @param question as [#question] gave it
    /// @return false as long as no pull that began after it was answered whole
    public boolean isAnswered(long question) {
        return answeredTo >= question;
    }

    /// Takes an ATLAS or MOVED frame.
    ///
    /// @param frame where it lies; not kept
    /// @param offset of its start
    /// @param bytes of it that have arrived
    public void onFrame(MemorySegment frame, long offset, int bytes) {
        try {
            switch (FrameHeader.type(frame, offset)) {
                case FrameType.ATLAS -> onPart(frame, offset, bytes);
                case FrameType.MOVED -> onMoved(frame, offset, bytes);
                default -> throw new IllegalArgumentException("a frame for somebody else");
            }
        } catch (IllegalArgumentException _) { // from a peer, so counted and not believed
            synchronized (this) {
                dropped++;
                nextPart = 0;
            }
        }
    }

    private void onMoved(MemorySegment frame, long offset, int bytes) {
        need(bytes, MovedFrame.BYTES);
        int primary = node(frame, offset + MovedFrame.PRIMARY);
        int first = node(frame, offset + MovedFrame.REPLICA_1);
        int second = node(frame, offset + MovedFrame.REPLICA_2);
        int epoch = frame.get(Layouts.I32, offset + MovedFrame.EPOCH);
        moved(
                FrameHeader.partition(frame, offset),
                PartitionEntry.ofWire(primary, first, second, epoch));
    }

    private static int node(MemorySegment frame, long at) {
        return Short.toUnsignedInt(frame.get(Layouts.I16, at));
    }

    private static void need(int bytes, int wanted) {
        if (bytes < wanted) {
            throw new IllegalArgumentException(bytes + " bytes where " + wanted + " are needed");
        }
    }

    private void onPart(MemorySegment frame, long offset, int bytes) {
        need(bytes, AtlasFrame.BYTES);
        Optional<AtlasView> whole = Optional.empty();
        long to;
        synchronized (this) {
            long of = frame.get(Layouts.I64, offset + AtlasFrame.VERSION);
            int part = frame.get(Layouts.I32, offset + AtlasFrame.PART);
            int count = frame.get(Layouts.I32, offset + AtlasFrame.PARTS);
            to = FrameHeader.correlation(frame, offset);
            int by = FrameHeader.link(frame, offset);
            if (to != 0 && to == correlation) {
                answered = true;
            }
            if (count == 0 || of <= view.version()) {
                if (to == correlation) {
                    answeredTo = to; // nothing is new
                }
                return;
            }
            if (part == 0) {
                version = of;
                reply = to;
                link = by;
                parts = count;
                nextPart = 0;
                length = 0;
            }
            boolean fits = of == version && to == reply && by == link && count == parts;
            if (!fits || part != nextPart) {
                wanted = true; // a part was lost, doubled or overtaken
                return;
            }
            gather(frame, offset + AtlasFrame.BYTES, bytes - AtlasFrame.BYTES);
            if (++nextPart == parts) {
                nextPart = -1;
                whole = AtlasView.decode(MemorySegment.ofArray(gathered).asSlice(0, length), view);
                wanted |= whole.isEmpty();
            }
        }
        if (whole.isPresent()) {
            accept(whole.get());
            synchronized (this) {
                answeredTo = Math.max(answeredTo, to);
            }
        }
    }

    private void gather(MemorySegment frame, long from, int count) {
        if (length + (long) count > bytesMax) {
            throw new IllegalArgumentException("an atlas above atlas.bytesMax=" + bytesMax);
        }
        if (length + count > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(length + count, 2 * gathered.length));
        }
        MemorySegment.copy(frame, Layouts.I8, from, gathered, length, count);
        length += count;
    }

    /// Pulls where there is reason to: a newer epoch was seen, a part was lost, somebody asks, or
    /// it is time.
    ///
    /// One pull is under way at a time, whoever calls.
    ///
    /// @param nowNanos monotonic
    /// @param link to a node that has the atlas
    public void tick(long nowNanos, Link link) {
        MemorySegment frame = MemorySegment.ofArray(new byte[AtlasFrame.BYTES]);
        synchronized (this) {
            long since = nowNanos - askedNanos;
            boolean free = !asked || answered || since >= pullTimeoutNanos;
            boolean lost = asked && !answered;
            boolean soon = (sought || lost) && since >= pullSoonestNanos;
            if (!free || !(wanted || !asked || soon || since >= pullEveryNanos)) {
                return;
            }
            wanted = false;
            sought = false;
            answered = false;
            asked = true;
            askedNanos = nowNanos;
            FrameHeader.begin(frame, 0, FrameType.ATLAS_PULL, AtlasFrame.BYTES);
            correlation++;
            frame.set(Layouts.I64, FrameHeader.CORRELATION, correlation);
            frame.set(Layouts.I64, AtlasFrame.VERSION, view.version());
        }
        if (!link.send(frame, 0, AtlasFrame.BYTES)) {
            wanted = true;
        }
    }
}
