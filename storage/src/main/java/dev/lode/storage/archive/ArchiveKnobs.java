package dev.lode.storage.archive;

import dev.lode.base.knob.Knob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The knobs of the archive.
public final class ArchiveKnobs {
    /// Where the archive is.
    public static final Knob<Optional<String>> ENDPOINT =
            Knob.text(
                            "archive.endpoint",
                            "",
                            "An S3 server as http(s)://HOST, or aws; every group's committed log goes"
                                    + " there in the background. Off, a lost disk loses the claims"
                                    + " on it.")
                    .offUnlessSet();

    /// The bucket.
    public static final Knob<String> BUCKET =
            Knob.text(
                    "archive.bucket",
                    "",
                    "The bucket of the archive; it must exist, and several clusters may share it.");

    /// What all names begin with.
    public static final Knob<String> PREFIX =
            Knob.text(
                    "archive.prefix",
                    "lode",
                    "What the names of all objects begin with, so that a bucket can hold other things"
                            + " too.");

    /// What requests are signed for.
    public static final Knob<String> REGION =
            Knob.text(
                    "archive.region",
                    "us-east-1",
                    "The region that requests are signed for; servers other than AWS mostly ignore it.");

    /// Who we are.
    public static final Knob<Optional<Path>> CREDENTIALS_FILE =
            Knob.pathOrOff(
                    "archive.credentialsFile",
                    "A credentials file of the AWS tools, profile default; off takes their usual places"
                            + " in their order (environment, ~/.aws, container, machine).");

    /// Whether a server must be able to write only what is absent.
    public static final Knob<String> CONDITIONAL_PUT =
            Knob.choice(
                    "archive.conditionalPut",
                    "require",
                    List.of("require", "emulate"),
                    "A server that ignores If-None-Match could let two leaders overwrite each other;"
                            + " emulate looks before it writes and reads back, which leaves a short"
                            + " moment open.");

    /// Size at which a piece is cut.
    public static final Knob<Long> PIECE_BYTES =
            Knob.size(
                    "archive.pieceBytes",
                    4L << 20,
                    4L << 10,
                    64L << 20,
                    "A piece is cut at this size; about three times as much heap is used while it is"
                            + " written, whatever the number of groups.");

    /// Age at which a piece is cut.
    public static final Knob<Duration> PIECE_AGE =
            Knob.duration(
                    "archive.pieceAge",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(10),
                    Duration.ofHours(1),
                    "An entry waits at most this long for its piece to fill: what a lost disk can lose,"
                            + " beside the time of the upload. Each piece is a paid request.");

    /// Most that is sent.
    public static final Knob<Long> BYTES_PER_SECOND =
            Knob.size(
                    "archive.bytesPerSecond",
                    32L << 20,
                    64L << 10,
                    10L << 30,
                    "The archive never sends more than this a second, so that it takes neither disk nor"
                            + " network from claims.");

    /// Log that may wait.
    public static final Knob<Long> BUDGET =
            Knob.size(
                    "archive.budget",
                    4L << 30,
                    64L << 10,
                    1L << 42,
                    "Log that is kept only because it was not archived yet; beyond it the log is"
                            + " truncated as without an archive, and the gap is recorded and closed by"
                            + " the next snapshot. At most half of wal.diskBudget.");

    /// Most that a connection takes.
    public static final Knob<Duration> CONNECT_TIMEOUT =
            Knob.duration(
                    "archive.connectTimeout",
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50),
                    Duration.ofMinutes(1),
                    "A server that does not take the connection within this is tried again later.");

    /// Most that a request takes.
    public static final Knob<Duration> REQUEST_TIMEOUT =
            Knob.duration(
                    "archive.requestTimeout",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "A request that has not ended within this is given up and made again later.");

    /// Shortest wait after a failure.
    public static final Knob<Duration> RETRY_MIN =
            Knob.duration(
                    "archive.retryMin",
                    Duration.ofMillis(200),
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "The wait after a failed request is drawn below this, doubled with each further"
                            + " failure.");

    /// Longest wait after a failure.
    public static final Knob<Duration> RETRY_MAX =
            Knob.duration(
                    "archive.retryMax",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(1),
                    Duration.ofHours(1),
                    "The wait after a failed request never grows beyond this.");

    /// How often the groups are looked at.
    public static final Knob<Duration> POLL_EVERY =
            Knob.duration(
                    "archive.pollEvery",
                    Duration.ofMillis(200),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(10),
                    "The archive asks the groups for news this often; appends never tell it.");

    /// Most that the end may wait.
    public static final Knob<Duration> CLOSE_MAX =
            Knob.duration(
                    "archive.closeMax",
                    Duration.ofSeconds(5),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "At a clean end what is not archived yet is sent; after this time it is left for the"
                            + " next start.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    ENDPOINT,
                    BUCKET,
                    PREFIX,
                    REGION,
                    CREDENTIALS_FILE,
                    CONDITIONAL_PUT,
                    PIECE_BYTES,
                    PIECE_AGE,
                    BYTES_PER_SECOND,
                    BUDGET,
                    CONNECT_TIMEOUT,
                    REQUEST_TIMEOUT,
                    RETRY_MIN,
                    RETRY_MAX,
                    POLL_EVERY,
                    CLOSE_MAX);

    private ArchiveKnobs() {}
}
