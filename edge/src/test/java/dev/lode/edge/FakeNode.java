package dev.lode.edge;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.membership.AtlasFeed;
import dev.lode.router.Fingerprint;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HelloFrame;
import dev.lode.wire.Status;
import dev.lode.wire.StepFrame;
import dev.lode.wire.TextFrame;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A node by hand: keeps sessions, places and events in plain maps and answers as the contract has
/// it, unless a test tells it otherwise.
///
/// Threads: its own takes every frame; what tests set is read by that thread.
final class FakeNode implements Endpoint, AutoCloseable {
    static final long EXPIRES = 4_000_000_000_000L;

    /// A frame that arrived.
    record Heard(byte type, int partition, int epoch, long session, MemorySegment frame) {
        long sequence() {
            return frame.get(
                    Layouts.I64, type == FrameType.DIG ? DigFrame.SEQUENCE : StepFrame.SEQUENCE);
        }
    }

    /// What a test does with a frame before the node sees it.
    interface Trap {
        /// Returns true where the frame goes no further.
        boolean take(FakeNode node, Heard frame);
    }

    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    volatile Trap trap = (_, _) -> false;
    volatile ClaimResult verdict = ClaimResult.WON;

    /// The version that answers to operators speak of.
    volatile long answersSpeakOf;

    final AtomicInteger pulls = new AtomicInteger();
    final FakeEvents events = new FakeEvents(this::send);
    volatile long expires = EXPIRES;
    private final AtlasFeed atlas;
    private final OffHeap memory = OffHeap.of("test.node");
    private final Thread thread = new Thread(this::run, "fake-node");
    private final Inbox inbox =
            new Inbox(new FrameRing(memory, 4 << 20), () -> LockSupport.unpark(thread));
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final AtomicInteger attached = new AtomicInteger();
    private final Set<Long> sessions = ConcurrentHashMap.newKeySet();
    private final Map<Id128, String> places = new HashMap<>();
    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean open = true;

    FakeNode(AtlasFeed atlas) {
        this.atlas = atlas;
        thread.start();
    }

    /// Tells it the name of a room, as its graph would.
    FakeNode room(String hunt, String name) {
        names.put(Fingerprint.room(hunt, name), name);
        return this;
    }

    /// Wins that all subscribers hear of.
    void win(Id128 hunt, long room, FakeEvents.Event... wins) {
        run(() -> events.win(hunt, room, wins));
    }

    /// Sends all who hear of a room the events of these numbers, as a node that errs might.
    void tell(long room, int from, int to) {
        run(() -> events.tell(room, from, to));
    }

    /// Forgets every session, as a restart does.
    void forget() {
        sessions.clear();
    }

    /// Frames of one type, as they come; others before it are dropped.
    Heard await(byte type) throws InterruptedException {
        while (true) {
            Heard next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no frame of type " + type + " has come");
            }
            if (next.type == type) {
                return next;
            }
        }
    }

    void answer(Heard request, byte type, int length, Consumer<MemorySegment> body) {
        send(request, FakeReplies.of(request.frame, type, length, body));
    }

    void refuse(Heard request, Status status, int retryMillis) {
        send(request, FakeReplies.refused(request.frame, status, retryMillis));
    }

    void moved(Heard request, int epoch, int primary) {
        send(request, FakeReplies.moved(request.frame, epoch, primary));
    }

    /// Does with a frame what an untrapped node does.
    void handle(Heard request) {
        switch (request.type) {
            case FrameType.HELLO -> hello(request);
            case FrameType.ENTER, FrameType.MOVE -> known(request, () -> step(request));
            case FrameType.LOOK -> known(request, () -> look(request));
            case FrameType.DIG -> known(request, () -> dig(request));
            case FrameType.CLAIM -> claim(request);
            case FrameType.SUBSCRIBE -> events.subscribe(request.frame, true);
            case FrameType.UNSUBSCRIBE -> events.subscribe(request.frame, false);
            case FrameType.ADMIN -> admin(request);
            case FrameType.ATLAS_PULL -> pull(request);
            case FrameType.BYE -> sessions.remove(request.session);
            default -> throw new AssertionError("a frame of type " + request.type);
        }
    }

    @Override
    public int attach(Link toPeer) {
        int number = attached.incrementAndGet();
        links.put(number, toPeer);
        return number;
    }

    @Override
    public void detach(int number) {
        links.remove(number);
    }

    @Override
    public Inbox inboxFor(MemorySegment frame, long offset) {
        return inbox;
    }

    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        List.copyOf(links.values()).forEach(Link::close);
        memory.close();
    }

    private void run() {
        while (open) {
            inbox.unpark();
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            int frames = inbox.drain(this::onFrame, 64);
            if (frames == 0 && tasks.isEmpty() && open && inbox.park()) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private void onFrame(MemorySegment ring, long offset, int length) {
        var frame = MemorySegment.ofArray(new byte[length]);
        MemorySegment.copy(ring, offset, frame, 0, length);
        var request =
                new Heard(
                        FrameHeader.type(frame, 0),
                        FrameHeader.partition(frame, 0),
                        FrameHeader.epoch(frame, 0),
                        FrameHeader.session(frame, 0),
                        frame);
        if (request.type != FrameType.ATLAS_PULL) {
            heard.add(request);
        }
        if (!trap.take(this, request)) {
            handle(request);
        }
    }

    private void known(Heard request, Runnable then) {
        if (sessions.contains(request.session)) {
            then.run();
        } else {
            refuse(request, Status.NO_SESSION, 0);
        }
    }

    private void hello(Heard request) {
        boolean proof = request.frame.get(Layouts.I8, FrameHeader.FLAGS) == HelloFrame.WITH_PROOF;
        if (proof && request.frame.get(Layouts.I8, HelloFrame.PROOF) != 7) {
            refuse(request, Status.BAD_TOKEN, 0);
            return;
        }
        sessions.add(request.session);
        place(request);
    }

    private void step(Heard request) {
        String name = names.get(request.frame.get(Layouts.I64, StepFrame.ROOM));
        if (name == null) {
            refuse(request, Status.NO_ROOM, 0);
            return;
        }
        int site = Byte.toUnsignedInt(request.frame.get(Layouts.I8, StepFrame.SITE));
        places.put(FrameHeader.hunter(request.frame, 0), name + "/" + site);
        place(request);
    }

    private void place(Heard request) {
        String at = places.getOrDefault(FrameHeader.hunter(request.frame, 0), "");
        send(request, FakeReplies.place(request.frame, at, expires));
    }

    private void look(Heard request) {
        String text = "{\"room\":\"fr-11\",\"cells\":[17]}";
        send(request, FakeReplies.view(request.frame, text));
    }

    private void dig(Heard request) {
        long room = request.frame.get(Layouts.I64, DigFrame.ROOM);
        String cell =
                names.get(room)
                        + "/"
                        + Byte.toUnsignedInt(request.frame.get(Layouts.I8, DigFrame.SITE))
                        + "/"
                        + request.frame.get(Layouts.I32, DigFrame.SPOT);
        byte[] blob = blobs.get(cell);
        if (blob == null) {
            refuse(request, Status.NO_CELL, 0);
        } else {
            send(request, FakeReplies.find(request.frame, blob));
        }
    }

    private void claim(Heard request) {
        long cell = request.frame.get(Layouts.I64, ClaimFrame.TICKET + 8);
        long room =
                names.keySet().stream()
                        .filter(fp -> Fingerprint.partition(fp) == CellKey.partition(cell))
                        .findFirst()
                        .orElse(0L);
        send(request, FakeReplies.verdict(request.frame, verdict, room));
    }

    private void pull(Heard request) {
        pulls.incrementAndGet();
        Link link = links.get(FrameHeader.link(request.frame, 0));
        if (link != null) {
            atlas.answer(request.frame, 0, link);
        }
    }

    private void admin(Heard request) {
        int length = request.frame.get(Layouts.I32, TextFrame.TEXT_LENGTH);
        byte[] text = request.frame.asSlice(TextFrame.BYTES, length).toArray(Layouts.I8);
        String did = "{\"did\":" + new String(text, StandardCharsets.UTF_8) + "}";
        send(request, FakeReplies.admin(request.frame, did, answersSpeakOf));
    }

    private void send(Heard request, MemorySegment reply) {
        send(FrameHeader.link(request.frame, 0), reply);
    }

    private void send(int to, MemorySegment frame) {
        Link link = links.get(to);
        if (link != null) {
            link.send(frame, 0, (int) frame.byteSize());
        }
    }

    /// Runs on its own thread, after what it was told before.
    void run(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }
}
