package dev.lode.node;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.proof.Passes;
import dev.lode.game.proof.Tickets;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.Fingerprint;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.transport.LocalLinks;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.DigFrame;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HelloFrame;
import dev.lode.wire.MovedFrame;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import dev.lode.wire.StepFrame;
import dev.lode.wire.SubscribeFrame;
import dev.lode.wire.TextFrame;
import dev.lode.wire.VerdictFrame;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One hunter's edge, played by the test's thread: routes by a table, follows MOVED, asks again.
///
/// Threads: owned by one.
final class TestEdge implements Endpoint, AutoCloseable {
    private static final long ASK_AGAIN_NANOS = 60_000_000;
    private static final int TRIES = 500;

    private final OffHeap account = OffHeap.of("test.edge");
    private final Inbox inbox;
    private final Thread owner = Thread.currentThread();
    private final Map<Integer, Link> nodes = new HashMap<>();
    private final List<Link> attached = new ArrayList<>();
    private final HuntFacts hunt;
    private final IntUnaryOperator nodeOfGroup;
    private final MemorySegment frame = account.allocate(4096);
    final Id128 hunter;
    final long session;
    private PartitionTable table;
    private long correlation;
    private byte[] last = new byte[0];
    private long expires;
    private byte[] proof = new byte[16];
    private long sequence;
    int moved;
    final Map<Long, List<Event>> events = new HashMap<>();
    final Map<Long, Long> heads = new HashMap<>();

    record Event(long n, Id128 hunter, long cell, String prize, int remaining) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Find(boolean found, byte[] ticket, byte[] pass, String blob, long cell, byte[] frame) {}

    record Verdict(ClaimResult result, String prize, String key, int remaining, long n) {}

    TestEdge(
            HuntFacts hunt,
            PartitionTable table,
            IntUnaryOperator nodeOfGroup,
            Id128 hunter,
            long session) {
        this.hunt = hunt;
        this.table = table;
        this.nodeOfGroup = nodeOfGroup;
        this.hunter = hunter;
        this.session = session;
        inbox = new Inbox(new FrameRing(account, 1 << 20), () -> LockSupport.unpark(owner));
    }

    void connect(int node, Endpoint endpoint, @Nullable FaultyNetwork network) {
        Endpoint far = network == null ? endpoint : network.behind(endpoint);
        Endpoint near = network == null ? this : network.behind(this);
        LocalLinks.connect(near, far);
        nodes.put(node, attached.getLast());
    }

    @Override
    public int attach(Link toPeer) {
        attached.add(toPeer);
        return attached.size();
    }

    @Override
    public void detach(int number) {
        // The test holds the links.
    }

    @Override
    public Inbox inboxFor(MemorySegment of, long offset) {
        return inbox;
    }

    int partition() {
        return Fingerprint.partition(Fingerprint.hunter(hunt.name(), hunter));
    }

    Status hello(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
        return hello(HelloFrame.WITH_TOKEN, bytes);
    }

    Status resume() {
        return hello(HelloFrame.WITH_PROOF, new byte[0]);
    }

    private Status hello(byte flags, byte[] token) {
        int length = HelloFrame.BYTES + token.length;
        FrameHeader.begin(frame, 0, FrameType.HELLO, length);
        frame.asSlice(64, 32).fill((byte) 0);
        frame.set(Layouts.I8, FrameHeader.FLAGS, flags);
        frame.set(Layouts.I16, HelloFrame.TOKEN_LENGTH, (short) token.length);
        if (flags == HelloFrame.WITH_PROOF) {
            frame.set(Layouts.I64, HelloFrame.EXPIRES, expires);
            MemorySegment.copy(proof, 0, frame, Layouts.I8, HelloFrame.PROOF, 16);
        }
        MemorySegment.copy(token, 0, frame, Layouts.I8, HelloFrame.BYTES, token.length);
        Status status = ask(length, partition(), -1);
        if (status == Status.OK) {
            MemorySegment place = MemorySegment.ofArray(last);
            expires = place.get(Layouts.I64, PlaceFrame.EXPIRES);
            proof = place.asSlice(PlaceFrame.PROOF, 16).toArray(Layouts.I8);
        }
        return status;
    }

    Status enter(long room, int site) {
        return step(FrameType.ENTER, room, site, null);
    }

    Status move(long room, int site, byte @Nullable [] pass) {
        return step(FrameType.MOVE, room, site, pass);
    }

    private Status step(byte type, long room, int site, byte @Nullable [] pass) {
        FrameHeader.begin(frame, 0, type, StepFrame.BYTES);
        frame.asSlice(64, StepFrame.BYTES - 64).fill((byte) 0);
        frame.set(Layouts.I64, StepFrame.ROOM, room);
        frame.set(Layouts.I8, StepFrame.SITE, (byte) site);
        frame.set(Layouts.I64, StepFrame.SEQUENCE, ++sequence);
        if (pass != null) {
            frame.set(Layouts.I8, StepFrame.PASS_LENGTH, (byte) Passes.BYTES);
            MemorySegment.copy(pass, 0, frame, Layouts.I8, StepFrame.PASS, Passes.BYTES);
        }
        return ask(StepFrame.BYTES, partition(), -1);
    }

    String place() {
        MemorySegment place = MemorySegment.ofArray(last);
        int name = place.get(Layouts.I16, PlaceFrame.NAME_LENGTH);
        return text(last, PlaceFrame.BYTES, name)
                + "/"
                + (place.get(Layouts.I8, PlaceFrame.SITE) & 0xFF);
    }

    String look() {
        FrameHeader.begin(frame, 0, FrameType.LOOK, FrameHeader.BYTES);
        Status status = ask(FrameHeader.BYTES, partition(), -1);
        return status == Status.OK
                ? text(last, TextFrame.BYTES, last.length - TextFrame.BYTES)
                : status.name();
    }

    Status dig(long room, int site, int spot) {
        return digAs(++sequence, room, site, spot);
    }

    long sequence() {
        return sequence;
    }

    Status digAs(long number, long room, int site, int spot) {
        FrameHeader.begin(frame, 0, FrameType.DIG, DigFrame.BYTES);
        frame.set(Layouts.I64, DigFrame.ROOM, room);
        frame.set(Layouts.I64, DigFrame.SITE, site);
        frame.set(Layouts.I32, DigFrame.SPOT, spot);
        frame.set(Layouts.I64, DigFrame.SEQUENCE, number);
        return ask(DigFrame.BYTES, partition(), -1);
    }

    Find find() {
        MemorySegment find = MemorySegment.ofArray(last);
        int plain = find.get(Layouts.I32, FindFrame.PLAIN_LENGTH);
        return new Find(
                find.get(Layouts.I8, FindFrame.FOUND) == 1,
                find.asSlice(FindFrame.TICKET, Tickets.BYTES).toArray(Layouts.I8),
                find.asSlice(FindFrame.PASS, Passes.BYTES).toArray(Layouts.I8),
                text(last, FindFrame.BYTES, plain),
                find.get(Layouts.I64, FindFrame.CELL),
                last.clone());
    }

    int retryMillis() {
        return MemorySegment.ofArray(last).get(Layouts.I32, RefusedFrame.RETRY_MILLIS);
    }

    Verdict claim(byte[] ticket, Id128 claimId, long receiptMillis) {
        long cell = Tickets.cellKey(MemorySegment.ofArray(ticket), 0);
        int group = hunt.map().group(TestWorld.partition(cell));
        FrameHeader.begin(frame, 0, FrameType.CLAIM, ClaimFrame.BYTES);
        frame.set(Layouts.I64, ClaimFrame.GROUP, group);
        frame.set(Layouts.I64, ClaimFrame.RECEIPT, receiptMillis);
        claimId.write(frame, ClaimFrame.CLAIM_ID);
        MemorySegment.copy(ticket, 0, frame, Layouts.I8, ClaimFrame.TICKET, Tickets.BYTES);
        Status status = ask(ClaimFrame.BYTES, TestWorld.partition(cell), group);
        MemorySegment reply = MemorySegment.ofArray(last);
        if (FrameHeader.type(reply, 0) != FrameType.VERDICT) {
            throw new AssertionError("a claim was refused: " + status);
        }
        int prize = reply.get(Layouts.I16, VerdictFrame.PRIZE_LENGTH);
        int key = reply.get(Layouts.I16, VerdictFrame.KEY_LENGTH);
        return new Verdict(
                ClaimResult.of(reply.get(Layouts.I8, VerdictFrame.RESULT)),
                text(last, VerdictFrame.BYTES, prize),
                text(last, VerdictFrame.BYTES + prize, key),
                reply.get(Layouts.I32, VerdictFrame.REMAINING),
                reply.get(Layouts.I64, VerdictFrame.NUMBER));
    }

    /// Asks for a room's events from the last one had on; not answered by one reply.
    void subscribe(long room, long had) {
        int group = hunt.map().groupOfRoom(room);
        int length = SubscribeFrame.BYTES + SubscribeFrame.PAIR_BYTES;
        FrameHeader.begin(frame, 0, FrameType.SUBSCRIBE, length);
        frame.set(Layouts.I32, SubscribeFrame.GROUP, group);
        frame.set(Layouts.I32, SubscribeFrame.COUNT, 1);
        frame.set(Layouts.I64, SubscribeFrame.BYTES, room);
        frame.set(Layouts.I64, SubscribeFrame.BYTES + 8, had);
        hunt.id().write(frame, FrameHeader.HUNT);
        Link link = nodes.get(nodeOfGroup.applyAsInt(group));
        if (link != null) {
            boolean _ = link.send(frame, 0, length);
        }
    }

    /// Takes events until a room has as many, subscribing anew while they do not come.
    void awaitEvents(long room, int count) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (events.getOrDefault(room, List.of()).size() >= count) {
                return;
            }
            subscribe(room, events.getOrDefault(room, List.of()).size());
            drain(0, System.nanoTime() + ASK_AGAIN_NANOS);
        }
        throw new AssertionError("events never came: " + events);
    }

    void awaitHead(long room) {
        for (int tries = 0; tries < TRIES && !heads.containsKey(room); tries++) {
            drain(0, System.nanoTime() + ASK_AGAIN_NANOS);
        }
    }

    /// Sends what is in `frame` until it is answered, wherever it has to go.
    private Status ask(int length, int partition, int group) {
        hunt.id().write(frame, FrameHeader.HUNT);
        hunter.write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, FrameHeader.SESSION, session);
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) partition);
        // Any of the answers will do: the request is the same.
        long first = correlation + 1;
        for (int tries = 0; tries < TRIES; tries++) {
            frame.set(Layouts.I64, FrameHeader.CORRELATION, ++correlation);
            frame.set(Layouts.I32, FrameHeader.EPOCH, table.epoch(partition));
            int node = group >= 0 ? nodeOfGroup.applyAsInt(group) : table.primary(partition);
            Link link = nodes.get(node);
            if (link == null || !link.send(frame, 0, length)) {
                throw new AssertionError("node " + node + " has no room or no link");
            }
            if (!drain(first, System.nanoTime() + ASK_AGAIN_NANOS)) {
                continue;
            }
            MemorySegment reply = MemorySegment.ofArray(last);
            Status status = FrameHeader.status(reply, 0);
            boolean againLater =
                    status == Status.IN_FLIGHT
                            || status == Status.UNAVAILABLE
                            || status == Status.BUSY;
            if (status == Status.MOVED) {
                moved++;
                follow(reply, partition);
            } else if (!againLater) {
                return status;
            } else {
                LockSupport.parkNanos(1_000_000L * retryMillis());
            }
        }
        throw new AssertionError("no answer after " + TRIES + " tries");
    }

    private void follow(MemorySegment reply, int partition) {
        int a = Short.toUnsignedInt(reply.get(Layouts.I16, MovedFrame.REPLICA_1));
        int b = Short.toUnsignedInt(reply.get(Layouts.I16, MovedFrame.REPLICA_2));
        var entry =
                PartitionEntry.ofWire(
                        Short.toUnsignedInt(reply.get(Layouts.I16, MovedFrame.PRIMARY)),
                        a,
                        b,
                        reply.get(Layouts.I32, MovedFrame.EPOCH));
        table = table.with(partition, entry);
    }

    private boolean drain(long wanted, long untilNanos) {
        boolean[] got = new boolean[1];
        while (true) {
            inbox.drain(
                    (memory, offset, length) -> {
                        byte[] bytes = memory.asSlice(offset, length).toArray(Layouts.I8);
                        if (FrameHeader.type(memory, offset) == FrameType.EVENTS) {
                            take(bytes);
                        } else if (wanted > 0
                                && FrameHeader.correlation(memory, offset) >= wanted) {
                            last = bytes;
                            got[0] = true;
                        }
                    },
                    100);
            long left = untilNanos - System.nanoTime();
            if (got[0] || left <= 0) {
                return got[0];
            }
            if (inbox.park()) {
                LockSupport.parkNanos(left);
            }
            inbox.unpark();
        }
    }

    private void take(byte[] bytes) {
        MemorySegment of = MemorySegment.ofArray(bytes);
        long room = of.get(Layouts.I64, EventsFrame.ROOM);
        long first = of.get(Layouts.I64, EventsFrame.FIRST);
        heads.merge(room, of.get(Layouts.I64, EventsFrame.HEAD), Math::max);
        List<Event> list = events.computeIfAbsent(room, _ -> new ArrayList<>());
        int at = EventsFrame.BYTES;
        for (int i = 0; i < of.get(Layouts.I32, EventsFrame.COUNT); i++) {
            int prize = of.get(Layouts.I16, at + EventsFrame.RECORD_PRIZE_LENGTH);
            long n = first + i;
            if (n == list.size() + 1) {
                list.add(
                        new Event(
                                n,
                                Id128.read(of, at + EventsFrame.RECORD_HUNTER),
                                of.get(Layouts.I64, at + EventsFrame.RECORD_CELL),
                                text(bytes, at + EventsFrame.RECORD_BYTES, prize),
                                of.get(Layouts.I32, at + EventsFrame.RECORD_REMAINING)));
            }
            at += EventsFrame.recordBytes(prize);
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        attached.forEach(Link::close);
        account.close();
    }
}
