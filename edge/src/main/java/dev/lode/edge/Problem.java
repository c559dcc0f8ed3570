package dev.lode.edge;

import dev.lode.edge.json.JsonOut;
import dev.lode.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;

/// Why an HTTP request fails: a problem document of RFC 9457.
///
/// @param http status of the response
/// @param reason what clients match on
/// @param detail one sentence for people
/// @param temporary whether the same request may succeed later
/// @param retryMillis after how long, 0 for at once or never
record Problem(
        HttpResponseStatus http,
        String reason,
        String detail,
        boolean temporary,
        long retryMillis) {
    static final String TYPE = "application/problem+json";

    private static final int EXPECTED = 256;

    static Problem of(Status status, long retryMillis, String detail) {
        return new Problem(
                HttpResponseStatus.valueOf(status.http()),
                status.name(),
                detail,
                status.temporary(),
                retryMillis);
    }

    static Problem of(HttpResponseStatus http, String reason, String detail) {
        return new Problem(http, reason, detail, false, 0);
    }

    ByteBuf document(ByteBufAllocator allocator) {
        JsonOut out = new JsonOut(allocator.buffer(EXPECTED));
        out.raw("{\"type\":\"urn:lode:problem:").raw(reason);
        out.raw("\",\"title\":").text(http.reasonPhrase());
        out.raw(",\"status\":").number(http.code());
        out.raw(",\"detail\":").text(detail);
        out.raw(",\"reason\":\"").raw(reason);
        out.raw("\",\"temporary\":").raw(temporary ? "true" : "false");
        if (temporary) {
            out.raw(",\"retry_ms\":").number(retryMillis);
        }
        return out.raw("}").buffer();
    }
}
