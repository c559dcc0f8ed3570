package dev.lode.edge;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// What an operator may set about an edge: where it listens, how many it serves, how long it waits.
public final class EdgeKnobs {
    /// Which way of I/O.
    public static final Knob<String> TRANSPORT =
            Knob.choice(
                    "edge.transport",
                    "auto",
                    List.of("auto", "io_uring", "epoll", "nio"),
                    "How sockets are read and written; auto takes the first that the machine has,"
                            + " in the order of the words.");

    /// The port.
    public static final Knob<Long> PORT =
            Knob.count(
                    "edge.port",
                    8480,
                    0,
                    65_535,
                    "Port for HTTP and WebSocket; 0 takes a free one.");

    /// The address.
    public static final Knob<String> BIND =
            Knob.text(
                    "edge.bind",
                    "127.0.0.1",
                    "Address to listen on; loopback, because TLS is the business of the proxy in"
                            + " front.");

    /// How many threads.
    public static final Knob<Long> IO_THREADS =
            Knob.count(
                    "edge.ioThreads",
                    2,
                    1,
                    256,
                    "Threads that read, write and fan out; one serves some 10,000 lively hunters.");

    /// How many connections may wait to be accepted.
    public static final Knob<Long> BACKLOG =
            Knob.count(
                    "edge.backlog",
                    4096,
                    1,
                    1 << 20,
                    "Connections that may wait to be accepted; the kernel's somaxconn cuts it.");

    /// How many connections.
    public static final Knob<Long> CONNECTIONS_MAX =
            Knob.count(
                    "edge.connectionsMax",
                    100_000,
                    1,
                    10_000_000,
                    "Connections at one time; the next is told 503. Each costs about 4 KiB.");

    /// How many connections may be told that there are too many.
    public static final Knob<Long> REFUSED_MAX =
            Knob.count(
                    "edge.refusedMax",
                    256,
                    0,
                    100_000,
                    "Connections over the limit that are told so at one time; more are closed"
                            + " without a word.");

    /// The bytes of one inbox.
    public static final Knob<Long> INBOX_BYTES =
            Knob.size(
                    "edge.inboxBytes",
                    16 << 20,
                    1 << 20,
                    1 << 30,
                    "Ring of each I/O thread for answers of nodes, a power of two; half of it is"
                            + " reserved by requests under way, so it bounds the digs under way.");

    /// How many requests may be under way.
    public static final Knob<Long> PENDING_MAX =
            Knob.count(
                    "edge.pendingMax",
                    4096,
                    16,
                    65_536,
                    "Requests under way to nodes of each I/O thread; the next is told 503.");

    /// When a request is sent again.
    public static final Knob<Duration> RETRY =
            Knob.duration(
                    "edge.retry",
                    Duration.ofMillis(250),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(30),
                    "Time after which an unanswered request is sent again; about ten times what an"
                            + " answer takes under load.");

    /// When a request is given up.
    public static final Knob<Duration> REQUEST_DEADLINE =
            Knob.duration(
                    "edge.requestDeadline",
                    Duration.ofSeconds(3),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(2),
                    "Time after which an unanswered request becomes TIMEOUT for the client.");

    /// When a command of an operator is given up.
    public static final Knob<Duration> ADMIN_DEADLINE =
            Knob.duration(
                    "edge.adminDeadline",
                    Duration.ofSeconds(60),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(30),
                    "Time for a command of an operator; it is never sent twice, and copying a pack"
                            + " takes its time.");

    /// When a client that met a full queue may come back.
    public static final Knob<Duration> BUSY_RETRY =
            Knob.duration(
                    "edge.busyRetry",
                    Duration.ofMillis(100),
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "retry_ms where the edge itself has no room; about the time a full queue takes"
                            + " to drain.");

    /// How often timers are looked at and events go out.
    public static final Knob<Duration> TICK =
            Knob.duration(
                    "edge.tick",
                    Duration.ofMillis(10),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    "How often timeouts are looked at and a room's new events go out as one frame;"
                            + " short against what a person notices.");

    /// How often every subscription is said again.
    public static final Knob<Duration> REFRESH =
            Knob.duration(
                    "edge.refresh",
                    Duration.ofSeconds(2),
                    Duration.ofMillis(20),
                    Duration.ofMinutes(5),
                    "How often an edge says again what it has of each room; bounds how long a lost"
                            + " event stays unnoticed.");

    /// How often connections are looked at.
    public static final Knob<Duration> SWEEP =
            Knob.duration(
                    "edge.sweep",
                    Duration.ofMillis(250),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(10),
                    "How often connections are looked at for deadlines; the deadlines are late by"
                            + " that much at the most.");

    /// The time for a first hello.
    public static final Knob<Duration> HELLO_TIMEOUT =
            Knob.duration(
                    "edge.helloTimeout",
                    Duration.ofSeconds(5),
                    Duration.ofMillis(20),
                    Duration.ofMinutes(1),
                    "Time for the first frame of a WebSocket; then it is closed with 4002.");

    /// The time for a whole HTTP request.
    public static final Knob<Duration> HTTP_TIMEOUT =
            Knob.duration(
                    "edge.httpTimeout",
                    Duration.ofSeconds(10),
                    Duration.ofMillis(20),
                    Duration.ofMinutes(10),
                    "Time for a whole HTTP request, and how long a connection may stay idle"
                            + " between two.");

    /// How often a client shall say something.
    public static final Knob<Duration> PING =
            Knob.duration(
                    "edge.ping",
                    Duration.ofSeconds(20),
                    Duration.ofMillis(20),
                    Duration.ofMinutes(10),
                    "ping_ms of the welcome: a client says something at least this often; after"
                            + " three times as long of silence it is closed with 4009.");

    /// How long a closed connection may linger.
    public static final Knob<Duration> CLOSE_LINGER =
            Knob.duration(
                    "edge.closeLinger",
                    Duration.ofSeconds(2),
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "Time between our last word and the end of the connection, so that the word"
                            + " arrives before a reset.");

    /// The longest request line.
    public static final Knob<Long> LINE_BYTES_MAX =
            Knob.size("edge.lineBytesMax", 4096, 256, 64 << 10, "Longest request line; then 414.");

    /// The longest head of a request.
    public static final Knob<Long> HEADER_BYTES_MAX =
            Knob.size(
                    "edge.headerBytesMax",
                    16 << 10,
                    1024,
                    1 << 20,
                    "Longest head of a request; then 431. A token in a header has 1 KiB.");

    /// The longest body of a request.
    public static final Knob<Long> BODY_BYTES_MAX =
            Knob.size(
                    "edge.bodyBytesMax",
                    64 << 10,
                    1024,
                    16 << 20,
                    "Longest body of an HTTP request; then 413.");

    /// The longest frame of a client.
    public static final Knob<Long> FRAME_BYTES_MAX =
            Knob.size(
                    "edge.frameBytesMax",
                    16 << 10,
                    1024,
                    1 << 20,
                    "Longest message of a client, in one frame or in parts; then 1009. A hello with"
                            + " all rooms needs the most.");

    /// How many requests of a session may be under way.
    public static final Knob<Long> SESSION_PENDING_MAX =
            Knob.count(
                    "edge.session.pendingMax",
                    16,
                    1,
                    1024,
                    "Requests of one session under way; the next is told 429 IN_FLIGHT.");

    /// How many messages a session may send.
    public static final Knob<Long> SESSION_RATE =
            Knob.count(
                    "edge.session.messagesPerSecond",
                    50,
                    1,
                    1_000_000,
                    "Messages a second of one session in the long run; over it 429 RATE, and the"
                            + " edge reads on only when it is over.");

    /// How many messages at once.
    public static final Knob<Long> SESSION_BURST =
            Knob.count(
                    "edge.session.messagesBurst",
                    100,
                    1,
                    1_000_000,
                    "Messages that one session may send at once after a silence.");

    /// How many rooms a session may hear of.
    public static final Knob<Long> SESSION_ROOMS_MAX =
            Knob.count(
                    "edge.session.roomsMax",
                    64,
                    1,
                    4096,
                    "Rooms that one session may watch beside the one it is in.");

    /// When a client that does not read is not read either.
    public static final Knob<Long> SESSION_PAUSE_BYTES =
            Knob.size(
                    "edge.session.pauseBytes",
                    64 << 10,
                    1024,
                    16 << 20,
                    "Bytes waiting for a client from which on nothing more is read from it.");

    /// When a client that does not read is closed.
    public static final Knob<Long> SESSION_SLOW_BYTES =
            Knob.size(
                    "edge.session.slowBytes",
                    512 << 10,
                    2048,
                    256 << 20,
                    "Bytes waiting for a client from which on it is closed with 4008; a dig's"
                            + " largest blob must fit.");

    /// The longest description of a room.
    public static final Knob<Long> VIEW_BYTES_MAX =
            Knob.size(
                    "edge.viewBytesMax",
                    128 << 10,
                    1024,
                    4 << 20,
                    "Room that a look reserves for its answer; a room with 256 titled sites needs"
                            + " about 30 KiB.");

    /// When a room's events do not wait for the tick.
    public static final Knob<Long> EVENT_BYTES_MAX =
            Knob.size(
                    "edge.eventBytesMax",
                    32 << 10,
                    1024,
                    4 << 20,
                    "Bytes of one room's new events after which they go out before the tick.");

    /// How many names of rooms are remembered.
    public static final Knob<Long> ROOM_NAMES_MAX =
            Knob.count(
                    "edge.roomNamesMax",
                    16_384,
                    64,
                    10_000_000,
                    "Names of rooms that each I/O thread remembers, to name the room of a claim.");

    /// How many tickets are remembered.
    public static final Knob<Long> TICKETS_MAX =
            Knob.count(
                    "edge.ticketsMax",
                    65_536,
                    16,
                    10_000_000,
                    "Tickets whose first receipt an edge remembers, so that a retry is not late.");

    /// How many threads check tokens.
    public static final Knob<Long> TOKEN_THREADS =
            Knob.count(
                    "edge.tokenThreads",
                    1,
                    1,
                    64,
                    "Threads that check signatures of tokens, about 5,000 a second each.");

    /// How many tokens may wait.
    public static final Knob<Long> TOKEN_QUEUE =
            Knob.count(
                    "edge.tokenQueue",
                    2048,
                    1,
                    1_000_000,
                    "Hellos that may wait for their token to be checked; the next is told 503.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    TRANSPORT,
                    PORT,
                    BIND,
                    IO_THREADS,
                    BACKLOG,
                    CONNECTIONS_MAX,
                    REFUSED_MAX,
                    INBOX_BYTES,
                    PENDING_MAX,
                    RETRY,
                    REQUEST_DEADLINE,
                    ADMIN_DEADLINE,
                    BUSY_RETRY,
                    TICK,
                    REFRESH,
                    SWEEP,
                    HELLO_TIMEOUT,
                    HTTP_TIMEOUT,
                    PING,
                    CLOSE_LINGER,
                    LINE_BYTES_MAX,
                    HEADER_BYTES_MAX,
                    BODY_BYTES_MAX,
                    FRAME_BYTES_MAX,
                    SESSION_PENDING_MAX,
                    SESSION_RATE,
                    SESSION_BURST,
                    SESSION_ROOMS_MAX,
                    SESSION_PAUSE_BYTES,
                    SESSION_SLOW_BYTES,
                    VIEW_BYTES_MAX,
                    EVENT_BYTES_MAX,
                    ROOM_NAMES_MAX,
                    TICKETS_MAX,
                    TOKEN_THREADS,
                    TOKEN_QUEUE);

    private EdgeKnobs() {}
}
