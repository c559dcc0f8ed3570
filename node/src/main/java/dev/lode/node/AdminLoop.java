package dev.lode.node;

import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.node.footing.LoopThread;
import dev.lode.node.footing.Peers;
import dev.lode.transport.Inbox;
import dev.lode.wire.AdminReplyFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/// The thread for what is rare and may wait: commands of operators, pulls of the atlas, new hunts.
///
/// Threads: [#execute], [#inbox] and [#stop] from any; frames and tasks run on the thread itself.
final class AdminLoop implements FrameRing.Reader, Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AdminLoop.class.getName());

    private final OffHeap account = OffHeap.of("node.admin");
    private final Inbox inbox;
    private final Peers peers;
    private final Commands commands;
    private final int retryMillis;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final LoopThread thread = new LoopThread();

    /// Carries out an operator's command.
    interface Commands {
        /// Carries it out; may wait.
        ///
        /// @param json the command
        /// @return the answer and its status
        Answer run(byte[] json);

        /// Answers a frame that is no command.
        ///
        /// @param frame where it lies
        /// @param at its start
        /// @param length of it
        /// @return false where it is none that this node knows
        boolean other(MemorySegment frame, long at, int length);
    }

    /// An answer to an operator.
    ///
    /// @param status of the command
    /// @param json what to tell
    /// @param atlasVersion what it speaks of, 0 for nothing
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(Status status, byte[] json, long atlasVersion) {}

    AdminLoop(long inboxBytes, Peers peers, int retryMillis, Commands commands) {
        inbox = new Inbox(new FrameRing(account, inboxBytes), thread::wake);
        this.peers = peers;
        this.retryMillis = retryMillis;
        this.commands = commands;
    }

    void start() {
        thread.start("lode-admin", this::run);
    }

    Inbox inbox() {
        return inbox;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        thread.wake();
    }

    boolean stop(Duration waitMax) {
        return thread.stop(waitMax);
    }

    @Override
    public void close() {
        account.close();
    }

    private void run() {
        while (true) {
            int done = inbox.drain(this, Integer.MAX_VALUE);
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                done++;
                guarded(task);
            }
            if (done == 0) {
                if (thread.isStopping()) {
                    return;
                }
                thread.beforeSleep();
                if (inbox.park() && tasks.isEmpty()) {
                    thread.sleep();
                }
                inbox.unpark();
                thread.afterSleep();
            }
        }
    }

    @Override
    public void onFrame(MemorySegment frame, long at, int length) {
        if (length >= FrameHeader.BYTES && FrameHeader.length(frame, at) == length) {
            guarded(() -> dispatch(frame, at, length));
        }
    }

    private void dispatch(MemorySegment frame, long at, int length) {
        byte type = FrameHeader.type(frame, at);
        if (type == FrameType.ADMIN && isText(frame, at, length)) {
            byte[] json =
                    frame.asSlice(at + TextFrame.BYTES, length - TextFrame.BYTES)
                            .toArray(Layouts.I8);
            Answer answer = commands.run(json);
            MemorySegment reply =
                    MemorySegment.ofArray(new byte[AdminReplyFrame.BYTES + answer.json.length]);
            int link = FrameHeader.link(frame, at);
            int bytes = (int) reply.byteSize();
            FrameHeader.reply(reply, 0, FrameType.ADMIN_REPLY, bytes, answer.status, frame, at);
            reply.set(Layouts.I64, AdminReplyFrame.ATLAS_VERSION, answer.atlasVersion);
            reply.set(Layouts.I64, AdminReplyFrame.TEXT_LENGTH, answer.json.length);
            MemorySegment.copy(
                    answer.json, 0, reply, Layouts.I8, AdminReplyFrame.BYTES, answer.json.length);
            peers.send(link, reply, bytes);
        } else if (!commands.other(frame, at, length)) {
            // A claim or subscription comes here where its group does not live on this node.
            boolean misled =
                    type == FrameType.CLAIM
                            || type == FrameType.SUBSCRIBE
                            || type == FrameType.UNSUBSCRIBE;
            refuse(frame, at, misled ? Status.UNAVAILABLE : Status.MALFORMED);
        }
    }

    private void refuse(MemorySegment frame, long at, Status why) {
        MemorySegment reply = MemorySegment.ofArray(new byte[RefusedFrame.BYTES]);
        int link = FrameHeader.link(frame, at);
        FrameHeader.reply(reply, 0, FrameType.REFUSED, RefusedFrame.BYTES, why, frame, at);
        reply.set(Layouts.I64, RefusedFrame.RETRY_MILLIS, why.temporary() ? retryMillis : 0);
        peers.send(link, reply, RefusedFrame.BYTES);
    }

    private static boolean isText(MemorySegment frame, long at, int length) {
        return length >= TextFrame.BYTES
                && frame.get(Layouts.I32, at + TextFrame.TEXT_LENGTH) == length - TextFrame.BYTES;
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a command failed", e);
        }
    }
}
