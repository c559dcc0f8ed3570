package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.edge.json.ClientRequest;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.auth.TokenCheck;
import dev.lode.router.Fingerprint;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HelloFrame;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The way from a first frame to an open session: the token is checked here so that a forged one
/// costs no node anything, and again at the hunter's home, which alone counts.
///
/// Threads: owned by one I/O thread; the token is checked on another.
final class Opening implements Asker {
    private static final int PLACE_REPLY_BYTES = PlaceFrame.BYTES + 1024;
    private static final MemorySegment NO_PROOF =
            MemorySegment.ofArray(new byte[SessionText.PROOF_BYTES]).asReadOnly();

    private final IoThread io;
    private final EdgeCore core;
    private final Socket socket;
    private final long id;
    private final HuntEntry hunt;
    private SessionText text;
    private Map<String, Long> rooms = Map.of();
    private int partition;

    private Opening(IoThread io, EdgeCore core, Socket socket, long id, HuntEntry hunt) {
        this.io = io;
        this.core = core;
        this.socket = socket;
        this.id = id;
        this.hunt = hunt;
        text = new SessionText(newSession(), 0, hunt.id(), Id128.ZERO, NO_PROOF);
    }

    /// Opens a new session.
    static void hello(IoThread io, EdgeCore core, Socket socket, ClientRequest.Hello hello) {
        long retry = core.config().busyRetryMillis();
        io.atlasWaits.hunt(
                view -> view.hunt(hello.hunt()),
                hunt -> new Opening(io, core, socket, hello.id(), hunt).check(hello),
                status -> refuse(socket, hello.id(), status, retry));
    }

    private void check(ClientRequest.Hello hello) {
        if (socket.isGone()) {
            return;
        }
        boolean taken =
                core.tokens()
                        .check(hello.token(), io.loop, outcome -> checked(outcome, hello.token()));
        if (!taken) {
            refuse(socket, id, Status.BUSY, core.config().busyRetryMillis());
        }
    }

    /// Opens an earlier session again.
    static void resume(IoThread io, EdgeCore core, Socket socket, ClientRequest.Resume resume) {
        Optional<SessionText> text = SessionText.decode(resume.session());
        if (text.isEmpty()) {
            refuse(socket, resume.id(), Status.BAD_TOKEN, 0);
            return;
        }
        long retry = core.config().busyRetryMillis();
        io.atlasWaits.hunt(
                view -> view.hunt(text.get().hunt()),
                hunt ->
                        new Opening(io, core, socket, resume.id(), hunt)
                                .again(text.get(), resume.rooms()),
                status -> refuse(socket, resume.id(), status, retry));
    }

    private void again(SessionText earlier, Map<String, Long> had) {
        text = earlier;
        rooms = had;
        if (earlier.expiresMillis() <= System.currentTimeMillis()) {
            refuse(socket, id, Status.EXPIRED_TOKEN, 0);
        } else if (!roomsHaveNames()) {
            refuse(socket, id, Status.NO_ROOM, 0);
        } else {
            send(true, "");
        }
    }

    /// Writes a HELLO that proves an earlier session.
    static void writeProof(Pending request, SessionText text) {
        MemorySegment frame = request.begin(FrameType.HELLO, HelloFrame.BYTES);
        frame.set(Layouts.I8, FrameHeader.FLAGS, HelloFrame.WITH_PROOF);
        name(frame, text);
        frame.set(Layouts.I64, HelloFrame.EXPIRES, text.expiresMillis());
        MemorySegment.copy(text.proof(), 0, frame, HelloFrame.PROOF, SessionText.PROOF_BYTES);
    }

    @Override
    public void onReply(Pending request, MemorySegment reply) {
        if (socket.isGone()) {
            return;
        }
        var proof = MemorySegment.ofArray(new byte[SessionText.PROOF_BYTES]);
        MemorySegment.copy(reply, PlaceFrame.PROOF, proof, 0, SessionText.PROOF_BYTES);
        long expires = reply.get(Layouts.I64, PlaceFrame.EXPIRES);
        text = new SessionText(text.session(), expires, text.hunt(), text.hunter(), proof);
        var session = new Session(io, core, socket, hunt, partition, text);
        for (IoThread thread : core.threads()) {
            if (thread == io) {
                replace(thread, session);
            } else {
                thread.loop.execute(() -> replace(thread, session));
            }
        }
        socket.opened(session);
        session.open(id, reply, rooms);
    }

    @Override
    public void onFailure(Pending request, Status status, long retryMillis) {
        refuse(socket, id, status, retryMillis);
    }

    private void checked(TokenCheck outcome, String token) {
        switch (outcome) {
            case TokenCheck.Rejected(TokenCheck.Reason reason) ->
                    refuse(socket, id, reason.status(), 0);
            case TokenCheck.Verified good when !good.allows(hunt.name()) ->
                    refuse(socket, id, Status.BAD_TOKEN, 0);
            case TokenCheck.Verified good -> {
                text =
                        new SessionText(
                                text.session(),
                                good.expiresMillis(),
                                hunt.id(),
                                good.hunter(),
                                NO_PROOF);
                send(false, token);
            }
        }
    }

    private void send(boolean withProof, String token) {
        if (socket.isGone()) {
            return;
        }
        partition = Fingerprint.partition(Fingerprint.hunter(hunt.name(), text.hunter()));
        EdgeConfig config = core.config();
        Pending request = io.admit(this, PLACE_REPLY_BYTES, config.requestDeadlineMillis());
        if (request == null) {
            refuse(socket, id, Status.BUSY, config.busyRetryMillis());
            return;
        }
        request.route = PendingTable.Route.HOME;
        request.partition = partition;
        if (withProof) {
            writeProof(request, text);
        } else {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            MemorySegment frame = request.begin(FrameType.HELLO, HelloFrame.BYTES + bytes.length);
            frame.set(Layouts.I8, FrameHeader.FLAGS, HelloFrame.WITH_TOKEN);
            name(frame, text);
            frame.set(Layouts.I16, HelloFrame.TOKEN_LENGTH, (short) bytes.length);
            MemorySegment.copy(bytes, 0, frame, Layouts.I8, HelloFrame.BYTES, bytes.length);
        }
        io.send(request);
    }

    private boolean roomsHaveNames() {
        try {
            rooms.keySet().forEach(name -> Fingerprint.room(hunt.name(), name));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void replace(IoThread thread, Session by) {
        for (Session session : thread.sessions.of(by.who())) {
            if (session != by && session.number() == by.number()) {
                session.replaced();
            }
        }
    }

    private static void name(MemorySegment frame, SessionText text) {
        frame.set(Layouts.I64, FrameHeader.SESSION, text.session());
        text.hunt().write(frame, FrameHeader.HUNT);
        text.hunter().write(frame, FrameHeader.HUNTER);
    }

    private static void refuse(Socket socket, long id, Status status, long retryMillis) {
        if (socket.isGone()) {
            return;
        }
        socket.error(id, status, retryMillis, Details.of(status));
        CloseCode code =
                status == Status.EXPIRED_TOKEN
                        ? CloseCode.EXPIRED
                        : status.temporary() ? CloseCode.NOT_NOW : CloseCode.REFUSED;
        socket.close(code);
    }

    private static long newSession() {
        long drawn = ThreadLocalRandom.current().nextLong();
        return drawn == 0 ? 1 : drawn;
    }
}
