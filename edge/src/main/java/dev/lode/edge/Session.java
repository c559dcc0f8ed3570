package dev.lode.edge;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.edge.json.ClientRequest;
import dev.lode.edge.json.ClientRequest.CellName;
import dev.lode.membership.HuntEntry;
import dev.lode.router.Fingerprint;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.Status;
import dev.lode.wire.StepFrame;
import dev.lode.wire.TextFrame;
import dev.lode.wire.VerdictFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hunter's open session on one WebSocket: turns requests into frames for nodes, and their
/// answers into frames for the client.
///
/// Threads: owned by one I/O thread.
final class Session implements Asker {
    private static final int PLACE_REPLY_BYTES = PlaceFrame.BYTES + 1024;
    private static final int CLAIM_REPLY_BYTES = VerdictFrame.BYTES + 256;
    private static final int CAPSULE_BYTES = 512;

    /// What a request under way was for.
    private enum Errand {
        STEP,
        LOOK,
        CLAIM
    }

    private final IoThread io;
    private final EdgeCore core;
    private final Socket socket;
    private final HuntEntry hunt;
    private final SessionIndex.Who who;
    private final int partition;
    private final SessionRooms heard;
    private final HelloAgain helloAgain;
    private final SessionText text;
    private int underWay;
    private boolean welcomed;
    private boolean ended;

    Session(
            IoThread io,
            EdgeCore core,
            Socket socket,
            HuntEntry hunt,
            int partition,
            SessionText text) {
        this.io = io;
        this.core = core;
        this.socket = socket;
        this.hunt = hunt;
        this.partition = partition;
        this.text = text;
        who = new SessionIndex.Who(hunt.id(), text.hunter());
        heard = new SessionRooms(io, this, hunt);
        helloAgain = new HelloAgain(io, socket, partition, text);
    }

    /// Opens it with the home's answer: the welcome, then what was missed in the rooms. Where the
    /// room that it is in is heard from now on, the welcome waits for that.
    ///
    /// @param rooms number of the last event had, by room; names already checked
    void open(long id, MemorySegment place, Map<String, Long> rooms) {
        HuntEntry now = core.atlas().view().hunt(hunt.id()).orElse(hunt);
        ByteBuf welcome = Answers.welcome(allocator(), id, text, now, core.config(), place);
        String here = Answers.roomName(place);
        long room = place.get(Layouts.I64, PlaceFrame.ROOM);
        io.sessions.add(who, this);
        underWay++;
        Long had = rooms.get(here);
        if (had == null) {
            heard.arrive(here, room, RoomFeed.UNKNOWN);
        }
        io.feeds.whenHeard(
                hunt.id(),
                had == null ? List.of(room) : List.of(),
                all -> {
                    underWay--;
                    if (!all) {
                        welcome.release();
                        timeout(id);
                        socket.close(CloseCode.NOT_NOW);
                        return;
                    }
                    welcomed = true;
                    socket.write(welcome);
                    if (!ended) {
                        heard.resume(rooms, here);
                        if (had != null) {
                            heard.arrive(here, room, had);
                        }
                    }
                });
    }

    /// Does what the client asks.
    void on(ClientRequest request) {
        switch (request) {
            case ClientRequest.Step step -> step(step);
            case ClientRequest.Look look -> look(look);
            case ClientRequest.Dig dig -> dig(dig);
            case ClientRequest.Claim claim -> claim(claim);
            case ClientRequest.Watch watch -> watch(watch);
            case ClientRequest.Ping ping ->
                    socket.write(Answers.pong(allocator(), ping.id(), System.currentTimeMillis()));
            case ClientRequest.Hello hello -> secondHello(hello.id());
            case ClientRequest.Resume resume -> secondHello(resume.id());
            case ClientRequest.Malformed bad ->
                    socket.error(bad.id(), Status.MALFORMED, 0, bad.detail());
        }
    }

    /// Ends it: the connection is gone or about to go.
    ///
    /// @param tellHome false where another connection carries the session on
    void end(boolean tellHome) {
        if (ended) {
            return;
        }
        ended = true;
        io.sessions.remove(who, this);
        heard.leaveAll();
        if (tellHome) {
            var bye = MemorySegment.ofArray(new byte[FrameHeader.BYTES]);
            FrameHeader.begin(bye, 0, FrameType.BYE, FrameHeader.BYTES);
            name(bye);
            bye.set(Layouts.I16, FrameHeader.PARTITION, (short) partition);
            bye.set(Layouts.I32, FrameHeader.EPOCH, core.atlas().view().table().epoch(partition));
            io.tell(core.atlas().view().table().primary(partition), bye, FrameHeader.BYTES);
        }
    }

    boolean isIdle() {
        return underWay == 0;
    }

    long expiresMillis() {
        return text.expiresMillis();
    }

    SessionIndex.Who who() {
        return who;
    }

    long number() {
        return text.session();
    }

    /// Gives it up for a connection that resumed it.
    void replaced() {
        end(false);
        socket.close(CloseCode.REPLACED);
    }

    /// Hands over events; `frame` is given away.
    void deliver(ByteBuf frame) {
        if (ended || !welcomed) {
            frame.release();
        } else {
            socket.write(frame);
        }
    }

    private void secondHello(long id) {
        socket.error(id, Status.MALFORMED, 0, "'hello': the session is open already");
    }

    private void step(ClientRequest.Step step) {
        long to = fingerprint(step.id(), step.to().room());
        Pending request = to == 0 ? null : admit(step.id(), PLACE_REPLY_BYTES, Errand.STEP);
        if (request == null) {
            return;
        }
        byte type = step.along() ? FrameType.MOVE : FrameType.ENTER;
        MemorySegment frame = request.begin(type, StepFrame.BYTES);
        frame.set(Layouts.I64, StepFrame.ROOM, to);
        frame.set(Layouts.I8, StepFrame.SITE, (byte) step.to().site());
        frame.set(Layouts.I64, StepFrame.SEQUENCE, step.id());
        if (step.pass().isPresent()) {
            MemorySegment pass = step.pass().get();
            frame.set(Layouts.I8, StepFrame.PASS_LENGTH, (byte) pass.byteSize());
            MemorySegment.copy(pass, 0, frame, StepFrame.PASS, pass.byteSize());
        }
        toHome(request);
    }

    private void look(ClientRequest.Look look) {
        int reply = TextFrame.BYTES + core.config().viewBytesMax();
        Pending request = admit(look.id(), reply, Errand.LOOK);
        if (request != null) {
            request.begin(FrameType.LOOK, FrameHeader.BYTES);
            toHome(request);
        }
    }

    private void dig(ClientRequest.Dig dig) {
        CellName cell = dig.cell();
        long in = fingerprint(dig.id(), cell.room());
        int reply = FindFrame.BYTES + hunt.blobBytesMax() + CAPSULE_BYTES;
        Pending request = in == 0 ? null : admit(dig.id(), reply, cell);
        if (request == null) {
            return;
        }
        MemorySegment frame = request.begin(FrameType.DIG, DigFrame.BYTES);
        if (socket.takesStored()) {
            frame.set(Layouts.I8, FrameHeader.FLAGS, DigFrame.TAKES_STORED);
        }
        frame.set(Layouts.I64, DigFrame.ROOM, in);
        frame.set(Layouts.I8, DigFrame.SITE, (byte) cell.site());
        frame.set(Layouts.I32, DigFrame.SPOT, cell.spot());
        frame.set(Layouts.I64, DigFrame.SEQUENCE, dig.id());
        toHome(request);
    }

    private void claim(ClientRequest.Claim claim) {
        Pending request = admit(claim.id(), CLAIM_REPLY_BYTES, Errand.CLAIM);
        if (request == null) {
            return;
        }
        MemorySegment ticket = claim.ticket();
        long received = core.receipts().first(ticket, System.currentTimeMillis());
        request.route = PendingTable.Route.GROUP;
        request.partition = CellKey.partition(ticket.get(Layouts.I64, 8));
        request.group = hunt.map().group(request.partition);
        MemorySegment frame = request.begin(FrameType.CLAIM, ClaimFrame.BYTES);
        name(frame);
        frame.set(Layouts.I32, ClaimFrame.GROUP, request.group);
        frame.set(Layouts.I64, ClaimFrame.RECEIPT, received);
        MemorySegment.copy(claim.claimId(), 0, frame, ClaimFrame.CLAIM_ID, Id128.BYTES);
        MemorySegment.copy(ticket, 0, frame, ClaimFrame.TICKET, ticket.byteSize());
        io.send(request);
    }

    private void watch(ClientRequest.Watch request) {
        for (String name : request.rooms()) {
            if (fingerprint(request.id(), name) == 0) {
                return;
            }
        }
        int most = core.config().sessionRoomsMax();
        if (isFull(request.id())) {
            return;
        }
        if (!heard.watch(request.rooms(), most)) {
            String detail = "'watch.rooms': a session watches at most " + most + " rooms";
            socket.error(request.id(), Status.MALFORMED, 0, detail);
            return;
        }
        underWay++;
        List<Long> rooms =
                request.rooms().stream().map(name -> Fingerprint.room(hunt.name(), name)).toList();
        answerWhenHeard(
                request.id(), rooms, Answers.watching(allocator(), request.id(), heard.watched()));
    }

    /// Gives an answer when these rooms are heard; the request is under way until then.
    private void answerWhenHeard(long id, List<Long> rooms, ByteBuf answer) {
        io.feeds.whenHeard(
                hunt.id(),
                rooms,
                all -> {
                    underWay--;
                    if (all) {
                        socket.write(answer);
                    } else {
                        answer.release();
                        timeout(id);
                    }
                });
    }

    private void timeout(long id) {
        long retry = core.config().busyRetryMillis();
        socket.error(id, Status.TIMEOUT, retry, Details.of(Status.TIMEOUT));
    }

    private boolean isFull(long id) {
        if (underWay < core.config().sessionPendingMax()) {
            return false;
        }
        long retry = core.config().busyRetryMillis();
        socket.error(id, Status.IN_FLIGHT, retry, Details.of(Status.IN_FLIGHT));
        return true;
    }

    @Override
    public void onReply(Pending request, MemorySegment reply) {
        switch (request.note) {
            case CellName cell ->
                    socket.write(Answers.find(allocator(), request.clientId, cell, reply));
            case Errand.STEP -> {
                long room = reply.get(Layouts.I64, PlaceFrame.ROOM);
                if (!ended) {
                    heard.arrive(Answers.roomName(reply), room, RoomFeed.UNKNOWN);
                }
                ByteBuf place = Answers.place(allocator(), request.clientId, reply);
                answerWhenHeard(request.clientId, List.of(room), place);
                return;
            }
            case Errand.LOOK -> socket.write(Answers.view(allocator(), request.clientId, reply));
            default -> verdict(request.clientId, reply);
        }
        underWay--; // last: where the answer is broken, the failure counts it
    }

    private void verdict(long id, MemorySegment reply) {
        ClaimResult result = ClaimResult.of(reply.get(Layouts.I8, VerdictFrame.RESULT));
        if (!result.isFinal()) {
            Status status = Status.valueOf(result.name());
            socket.error(id, status, core.config().busyRetryMillis(), Details.of(status));
            return;
        }
        String name = io.roomNames.get(hunt.id(), reply.get(Layouts.I64, VerdictFrame.ROOM));
        socket.write(Answers.claim(allocator(), id, reply, name));
        ByteBuf pushed = Answers.claimed(allocator(), reply, name);
        OtherSessions.push(core, io, who, this, pushed);
        pushed.release();
    }

    @Override
    public void onFailure(Pending request, Status status, long retryMillis) {
        underWay--;
        socket.error(request.clientId, status, retryMillis, Details.of(status));
    }

    @Override
    public boolean onNoSession(Pending request) {
        return !ended && helloAgain.keeps(request);
    }

    private @Nullable Pending admit(long id, int replyBytes, Object note) {
        EdgeConfig config = core.config();
        if (io.connections.isDraining()) {
            socket.error(id, Status.UNAVAILABLE, config.busyRetryMillis(), "This edge goes down.");
            return null;
        }
        if (isFull(id)) {
            return null;
        }
        Pending request = io.admit(this, replyBytes, config.requestDeadlineMillis());
        if (request == null) {
            socket.error(id, Status.BUSY, config.busyRetryMillis(), Details.of(Status.BUSY));
            return null;
        }
        underWay++;
        request.clientId = id;
        request.note = note;
        request.route = PendingTable.Route.HOME;
        request.partition = partition;
        return request;
    }

    private void toHome(Pending request) {
        name(request.frame);
        io.send(request);
    }

    private void name(MemorySegment frame) {
        frame.set(Layouts.I64, FrameHeader.SESSION, text.session());
        text.hunt().write(frame, FrameHeader.HUNT);
        text.hunter().write(frame, FrameHeader.HUNTER);
    }

    /// The fingerprint of a room, or 0 after the client was told that there is none of that name.
    private long fingerprint(long id, String name) {
        try {
            long fingerprint = Fingerprint.room(hunt.name(), name);
            io.roomNames.put(hunt.id(), fingerprint, name);
            return fingerprint;
        } catch (IllegalArgumentException e) {
            socket.error(id, Status.NO_ROOM, 0, Details.of(Status.NO_ROOM));
            return 0;
        }
    }

    private ByteBufAllocator allocator() {
        return io.loopAllocator();
    }
}
