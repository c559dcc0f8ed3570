package dev.lode.membership;

import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.transport.Link;
import dev.lode.wire.AtlasFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Hands the atlas on: answers pulls, and pushes new versions to the links that were added.
///
/// Threads: any.
public final class AtlasFeed {
    private final int partBytes;
    private final int versionsKept;
    private final Deque<AtlasView> versions = new ArrayDeque<>();
    private final List<Link> followers = new CopyOnWriteArrayList<>();

    /// Makes one that knows nothing yet.
    ///
    /// @param settings for [MembershipKnobs]
    public AtlasFeed(Settings settings) {
        partBytes = Math.toIntExact(settings.get(MembershipKnobs.PART_BYTES));
        versionsKept = Math.toIntExact(settings.get(MembershipKnobs.VERSIONS_KEPT));
    }

    /// Takes a newer version in and pushes the difference; older ones are dropped.
    ///
    /// @param view the version
    public void publish(AtlasView view) {
        synchronized (this) {
            AtlasView newest = versions.peekLast();
            if (newest != null && newest.version() >= view.version()) {
                return;
            }
            versions.addLast(view);
            if (versions.size() > versionsKept) {
                versions.removeFirst();
            }
            followers.removeIf(link -> !link.isOpen());
        }
        for (Link link : followers) {
            push(link, false);
        }
    }

    /// Pushes every new version from now on, and the newest at once.
    ///
    /// What does not fit into the link is left out: the follower pulls it.
    ///
    /// @param link to a follower
    public void add(Link link) {
        followers.add(link);
        push(link, true);
    }

    private void push(Link link, boolean first) {
        AtlasView newest;
        AtlasView before = null;
        synchronized (this) {
            if (versions.isEmpty()) {
                return;
            }
            newest = versions.getLast();
            if (!first && versions.size() > 1) {
                before = versions.stream().skip(versions.size() - 2L).findFirst().orElseThrow();
            }
        }
        byte[] bytes = before == null ? newest.encode() : newest.encodeSince(before);
        send(link, newest.version(), bytes, 0, null);
    }

    /// Answers a pull.
    ///
    /// @param frame holds an ATLAS_PULL
    /// @param offset of it
    /// @param link to who asked
    public void answer(MemorySegment frame, long offset, Link link) {
        long had = frame.get(Layouts.I64, offset + AtlasFrame.VERSION);
        AtlasView newest;
        AtlasView base;
        synchronized (this) {
            newest = versions.peekLast();
            base = versions.stream().filter(view -> view.version() == had).findFirst().orElse(null);
        }
        if (newest == null || newest.version() == had) {
            send(link, had, new byte[0], offset, frame);
        } else {
            byte[] bytes = base == null ? newest.encode() : newest.encodeSince(base);
            send(link, newest.version(), bytes, offset, frame);
        }
    }

    private void send(
            Link link,
            long version,
            byte[] bytes,
            long requestOffset,
            @Nullable MemorySegment request) {
        int parts = Math.ceilDiv(bytes.length, partBytes);
        MemorySegment frame =
                MemorySegment.ofArray(
                        new byte[AtlasFrame.BYTES + Math.min(partBytes, bytes.length)]);
        for (int part = 0; part < Math.max(1, parts); part++) {
            int from = part * partBytes;
            int count = Math.min(partBytes, bytes.length - from);
            int length = AtlasFrame.BYTES + count;
            if (request == null) {
                FrameHeader.begin(frame, 0, FrameType.ATLAS, length);
            } else {
                FrameHeader.reply(
                        frame, 0, FrameType.ATLAS, length, Status.OK, request, requestOffset);
            }
            frame.set(Layouts.I64, AtlasFrame.VERSION, version);
            frame.set(Layouts.I32, AtlasFrame.PART, part);
            frame.set(Layouts.I32, AtlasFrame.PARTS, parts);
            MemorySegment.copy(bytes, from, frame, Layouts.I8, AtlasFrame.BYTES, count);
            if (!link.send(frame, 0, length)) {
                return; // the follower pulls again
            }
        }
    }
}
