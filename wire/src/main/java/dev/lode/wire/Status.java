package dev.lode.wire;

/// The outcome of a request, one word for wire, HTTP and WebSocket.
///
/// Codes follow HTTP where one fits; the reason is what clients match on.
public enum Status {
    /// Done.
    OK(0, 200, false),
    /// Another node owns the partition; the edge follows by itself.
    MOVED(1, 421, true),
    /// The node or its queue has no room now.
    BUSY(2, 503, true),
    /// What is asked for is not reachable now.
    UNAVAILABLE(3, 503, true),
    /// The cooldown after a dig is not over.
    COOLDOWN(4, 429, true),
    /// More digs a minute than the rules allow.
    RATE(5, 429, true),
    /// A dig of this hunter is still being answered.
    IN_FLIGHT(6, 429, true),
    /// The frame or its fields are not as documented.
    MALFORMED(7, 400, false),
    /// No session of this hunter is known here; say hello again.
    NO_SESSION(8, 401, true),
    /// The token is forged, foreign or malformed.
    BAD_TOKEN(9, 401, false),
    /// The token or session has run out.
    EXPIRED_TOKEN(10, 401, false),
    /// No hunt of this name or identity.
    NO_HUNT(11, 404, false),
    /// The hunt is not open.
    CLOSED(12, 409, true),
    /// No room of this name.
    NO_ROOM(13, 404, false),
    /// No such site in the room.
    NO_SITE(14, 404, false),
    /// No such cell.
    NO_CELL(15, 404, false),
    /// The hunter has entered no room yet.
    NOT_ENTERED(16, 409, false),
    /// The hunter is not at the site of that cell.
    NOT_HERE(17, 409, false),
    /// No edge leads from here to there.
    NO_EDGE(18, 409, false),
    /// The site is not an entry.
    NOT_ENTRY(19, 409, false),
    /// A gate on the way is closed: it wants a pass, or its hour has not come.
    GATE_CLOSED(20, 403, true),
    /// The pass is not one of this hunter, hunt and gate.
    BAD_PASS(21, 403, false),
    /// A newer request of this session was answered already.
    STALE(22, 409, false),
    /// The content is damaged; other partitions go on.
    DAMAGED(23, 500, false),
    /// The token is good, but gives no right to this.
    FORBIDDEN(24, 403, false),
    /// The state of the hunt does not allow it.
    WRONG_STATE(25, 409, false),
    /// No answer came in time; a repeat with the same id is safe.
    TIMEOUT(26, 504, true),
    /// The ticket does not prove a dig of this hunter in this hunt.
    NOT_DUG(27, 403, false),
    /// The ticket was presented too late.
    EXPIRED(28, 410, false),
    /// Something broke; the log of the server says what.
    FAILED(29, 500, false),
    /// The log of claims has no room left; digs go on, claims wait for the operator.
    LOG_FULL(30, 503, true);

    private static final Status[] ALL = values();

    private final int code;
    private final int http;
    private final boolean temporary;

    Status(int code, int http, boolean temporary) {
        this.code = code;
        this.http = http;
        this.temporary = temporary;
    }

    /// Its number on the wire between processes.
    ///
    /// @return 0 and up, fixed for ever
    public int code() {
        return code;
    }

    /// Its number for clients.
    ///
    /// @return an HTTP status code
    public int http() {
        return http;
    }

    /// Whether the same request may succeed later.
    ///
    /// @return true where a repeat makes sense
    public boolean temporary() {
        return temporary;
    }

    /// The status of a number.
    ///
    /// @param code as read from a frame
    /// @return the status; FAILED for a number that this version does not know
    public static Status of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : FAILED;
    }
}
