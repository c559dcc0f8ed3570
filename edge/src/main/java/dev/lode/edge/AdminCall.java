package dev.lode.edge;

import dev.lode.base.Layouts;
import dev.lode.edge.json.JsonOut;
import dev.lode.wire.AdminReplyFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One command of an operator on its way to the atlas node and back.
///
/// The answer goes out when this edge has seen what was commanded: a hunter's hello after it finds
/// the hunt.
///
/// Threads: owned by one I/O thread.
final class AdminCall implements Asker {
    private static final int EXPECTED = 256;

    private final IoThread io;
    private final HttpGate gate;

    private AdminCall(IoThread io, HttpGate gate) {
        this.io = io;
        this.gate = gate;
    }

    static void send(IoThread io, HttpGate gate, Map<String, String> command) {
        long deadline = io.config.adminDeadlineMillis();
        var call = new AdminCall(io, gate);
        Pending request =
                io.admit(call, AdminReplyFrame.BYTES + io.config.viewBytesMax(), deadline);
        if (request == null) {
            call.failed(Status.BUSY, io.config.busyRetryMillis(), Details.of(Status.BUSY));
            return;
        }
        byte[] json = json(io, command);
        MemorySegment frame = request.begin(FrameType.ADMIN, TextFrame.BYTES + json.length);
        frame.set(Layouts.I32, TextFrame.TEXT_LENGTH, json.length);
        MemorySegment.copy(json, 0, frame, Layouts.I8, TextFrame.BYTES, json.length);
        request.route = PendingTable.Route.ATLAS;
        request.partition = 0;
        gate.waitFor(deadline + io.config.httpTimeoutMillis());
        io.send(request);
    }

    @Override
    public void onReply(Pending request, MemorySegment reply) {
        if (gate.isGone()) {
            return;
        }
        Status status = FrameHeader.status(reply, 0);
        int length = reply.get(Layouts.I32, AdminReplyFrame.TEXT_LENGTH);
        byte[] text = reply.asSlice(AdminReplyFrame.BYTES, length).toArray(Layouts.I8);
        long version = reply.get(Layouts.I64, AdminReplyFrame.ATLAS_VERSION);
        gate.waitFor(io.config.requestDeadlineMillis() + io.config.httpTimeoutMillis());
        // Where this edge cannot catch up in time, the answer goes out all the same: what it says
        // was
        // done was done.
        io.atlasWaits.untilVersion(version, _ -> tell(status, text));
    }

    private void tell(Status status, byte[] text) {
        if (gate.isGone()) {
            return;
        }
        if (status != Status.OK) {
            String detail = new String(text, StandardCharsets.UTF_8);
            failed(status, 0, detail.isEmpty() ? Details.of(status) : detail);
            return;
        }
        ByteBuf content = io.loopAllocator().buffer(text.length).writeBytes(text);
        gate.answer(HttpResponseStatus.OK, "application/json", content, Map.of());
    }

    @Override
    public void onFailure(Pending request, Status status, long retryMillis) {
        failed(status, retryMillis, Details.of(status));
    }

    private void failed(Status status, long retryMillis, String detail) {
        if (!gate.isGone()) {
            gate.problem(Problem.of(status, retryMillis, detail));
        }
    }

    private static byte[] json(IoThread io, Map<String, String> command) {
        JsonOut out = new JsonOut(io.loopAllocator().buffer(EXPECTED)).raw("{");
        String comma = "";
        for (var member : command.entrySet()) {
            out.raw(comma).text(member.getKey()).raw(":").text(member.getValue());
            comma = ",";
        }
        ByteBuf buffer = out.raw("}").buffer();
        try {
            byte[] json = new byte[buffer.readableBytes()];
            buffer.readBytes(json);
            return json;
        } finally {
            buffer.release();
        }
    }
}
