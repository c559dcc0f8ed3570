package dev.lode.edge;

import dev.lode.wire.PlaceFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What an open session does when its home does not know it: after a restart or a move of the home,
/// one hello with its proof, and the requests that met the stranger wait for it.
///
/// Threads: owned by one I/O thread.
final class HelloAgain implements Asker {
    private static final int PLACE_REPLY_BYTES = PlaceFrame.BYTES + 1024;

    private final IoThread io;
    private final Socket socket;
    private final int partition;
    private final SessionText text;
    private final List<Long> waiting = new ArrayList<>();
    private boolean underWay;

    HelloAgain(IoThread io, Socket socket, int partition, SessionText text) {
        this.io = io;
        this.socket = socket;
        this.partition = partition;
        this.text = text;
    }

    /// Keeps a request back until the home knows the session.
    ///
    /// @return false where there is no room for a hello
    boolean keeps(Pending request) {
        if (!underWay) {
            Pending hello = io.admit(this, PLACE_REPLY_BYTES, io.config.requestDeadlineMillis());
            if (hello == null) {
                return false;
            }
            underWay = true;
            hello.route = PendingTable.Route.HOME;
            hello.partition = partition;
            Opening.writeProof(hello, text);
            keep(request);
            io.send(hello);
        } else {
            keep(request);
        }
        return true;
    }

    @Override
    public void onReply(Pending hello, MemorySegment reply) {
        for (Pending request : kept()) {
            request.waitsForHello = false;
            io.resend(request);
        }
    }

    @Override
    public void onFailure(Pending hello, Status status, long retryMillis) {
        for (Pending request : kept()) {
            io.fail(request, status, retryMillis);
        }
        if (!status.temporary()) {
            socket.close(status == Status.EXPIRED_TOKEN ? CloseCode.EXPIRED : CloseCode.REFUSED);
        }
    }

    private void keep(Pending request) {
        request.waitsForHello = true;
        waiting.add(request.correlation);
    }

    /// Those that are still under way; the next stranger is greeted anew.
    private List<Pending> kept() {
        underWay = false;
        List<Pending> kept = new ArrayList<>();
        for (long correlation : waiting) {
            Pending request = io.pending.find(correlation);
            if (request != null) {
                kept.add(request);
            }
        }
        waiting.clear();
        return kept;
    }
}
