package dev.lode.node.footing;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What an operator may set about a node.
public final class NodeKnobs {
    /// Hunter loops of a node.
    public static final Knob<Optional<Long>> LOOPS =
            Knob.count(
                            "node.loops",
                            2,
                            1,
                            1024,
                            "Threads that own hunters; off starts one for each core that the process"
                                    + " may use, for a loop never waits.")
                    .offUnlessSet();

    /// Hunters of a node.
    public static final Knob<Long> HUNTERS_MAX =
            Knob.count(
                    "node.huntersMax",
                    1_000_000,
                    1_024,
                    64_000_000,
                    "Hunters, counted once a hunt, whose state a node keeps, 140 bytes each and 8 for"
                            + " the index; beyond it a new hunter hears BUSY.");

    /// Sessions of a node.
    public static final Knob<Long> SESSIONS_MAX =
            Knob.count(
                    "node.sessionsMax",
                    500_000,
                    1_024,
                    64_000_000,
                    "Sessions that a node remembers, about 200 bytes each; beyond it hello hears"
                            + " BUSY until others have ended.");

    /// Ring of a hunter loop.
    public static final Knob<Long> LOOP_INBOX_BYTES =
            Knob.size(
                    "node.loopInboxBytes",
                    8L << 20,
                    1L << 20,
                    1L << 30,
                    "Requests that may wait for a hunter loop, a power of two; a full ring makes the"
                            + " edge say BUSY.");

    /// Ring of a claim loop.
    public static final Knob<Long> CLAIM_INBOX_BYTES =
            Knob.size(
                    "claim.inboxBytes",
                    4L << 20,
                    1L << 20,
                    1L << 30,
                    "Claims and subscriptions that may wait for a claim loop, a power of two.");

    /// Ring of the admin thread.
    public static final Knob<Long> ADMIN_INBOX_BYTES =
            Knob.size(
                    "node.adminInboxBytes",
                    1L << 20,
                    1L << 16,
                    1L << 28,
                    "Commands of operators and pulls of the atlas that may wait, a power of two.");

    /// How long an idle loop looks before it sleeps.
    public static final Knob<Duration> SPIN =
            Knob.duration(
                    "node.spin",
                    Duration.ofNanos(10_000),
                    Duration.ZERO,
                    Duration.ofMillis(10),
                    "How long a loop without work looks for some before it sleeps; longer saves the"
                            + " wake-up and burns a core.");

    /// Frames that a loop takes in one go.
    public static final Knob<Long> DRAIN_FRAMES =
            Knob.count(
                    "node.drainFrames",
                    128,
                    1,
                    65_536,
                    "Frames that a loop takes before it looks at timers and finished reads.");

    /// Threads that wait for the disk.
    public static final Knob<Long> READ_THREADS =
            Knob.count(
                    "node.readThreads",
                    8,
                    1,
                    1024,
                    "Threads that read blobs which are not in memory; a disk likes about as many"
                            + " requests at once.");

    /// Reads that wait for the disk, of one loop.
    public static final Knob<Long> READS_WAITING_MAX =
            Knob.count(
                    "node.readsWaitingMax",
                    64,
                    1,
                    65_536,
                    "Reads of one loop that may wait for the disk, each with a buffer of"
                            + " content.blobBytesMax; beyond it a dig hears BUSY, and its repeat is"
                            + " free.");

    /// Digs that wait for a cell, of one loop.
    public static final Knob<Long> DIGS_WAITING_MAX =
            Knob.count(
                    "node.digsWaitingMax",
                    4_096,
                    16,
                    1_000_000,
                    "Digs of one loop that may wait for a disk or another holder; beyond it a dig"
                            + " hears BUSY, and its repeat is free.");

    /// Cells on their way from other holders, of one loop.
    public static final Knob<Long> FETCHES_MAX =
            Knob.count(
                    "node.fetchesMax",
                    1_024,
                    1,
                    1_000_000,
                    "Different cells that one loop may be fetching from other holders at once.");

    /// How long another holder may take.
    public static final Knob<Duration> FETCH_TIMEOUT =
            Knob.duration(
                    "node.fetchTimeout",
                    Duration.ofMillis(100),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(30),
                    "After this a home asks the next holder of a cell; a read from a disk takes a few"
                            + " milliseconds.");

    /// How many holders are asked.
    public static final Knob<Long> FETCH_TRIES =
            Knob.count(
                    "node.fetchTries",
                    4,
                    1,
                    64,
                    "How often a home asks the holders of a cell, in turn, before the dig hears"
                            + " UNAVAILABLE.");

    /// When to come back after a refusal for want of room.
    public static final Knob<Duration> RETRY_AFTER =
            Knob.duration(
                    "node.retryAfter",
                    Duration.ofMillis(20),
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    "What BUSY and UNAVAILABLE tell the asker to wait; queues empty within a few"
                            + " milliseconds.");

    /// When to come back while the log is full.
    public static final Knob<Duration> LOG_FULL_RETRY =
            Knob.duration(
                    "node.logFullRetry",
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(10),
                    "What LOG_FULL tells the asker to wait; room comes by a snapshot within a second"
                            + " or so, or by an operator.");

    /// Memory for cells of other holders.
    public static final Knob<Long> CELL_CACHE_BYTES =
            Knob.size(
                    "node.cellCacheBytes",
                    32L << 20,
                    1L << 20,
                    1L << 36,
                    "Decoded cells of other holders that a node keeps, shared evenly by its loops; a"
                            + " crowd in one room needs only that room's cells.");

    /// Spots that a look lists.
    public static final Knob<Long> LOOK_CELLS_MAX =
            Knob.count(
                    "node.lookCellsMax",
                    1_000,
                    1,
                    100_000,
                    "Spots of the hunter's site that a look lists; their whole number is told too.");

    /// Longest description of a room.
    public static final Knob<Long> VIEW_BYTES_MAX =
            Knob.size(
                    "node.viewBytesMax",
                    128L << 10,
                    4L << 10,
                    8L << 20,
                    "Longest answer to a look; a room that needs more is refused.");

    /// Threads that verify tokens.
    public static final Knob<Long> TOKEN_THREADS =
            Knob.count(
                    "node.tokenThreads",
                    1,
                    1,
                    256,
                    "Threads that verify hunters' tokens, about 8,000 a second each.");

    /// Tokens that wait to be verified.
    public static final Knob<Long> TOKENS_WAITING_MAX =
            Knob.count(
                    "node.tokensWaitingMax",
                    8_192,
                    1,
                    1_000_000,
                    "Hellos that may wait for a verification; beyond it hello hears BUSY.");

    /// How often changed slots go to disk.
    public static final Knob<Duration> SLOT_FLUSH =
            Knob.duration(
                    "node.slotFlush",
                    Duration.ofMillis(250),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(1),
                    "How often the changed slots of hunters are written; at most twice this much"
                            + " progress is lost when a node is killed.");

    /// Changed slots that one write carries.
    public static final Knob<Long> SLOT_BATCH_BYTES =
            Knob.size(
                    "node.slotBatchBytes",
                    4L << 20,
                    64L << 10,
                    256L << 20,
                    "Most that one loop hands over for one write, held twice in memory.");

    /// When the slot journal begins a new file.
    public static final Knob<Long> SLOT_FILE_BYTES =
            Knob.size(
                    "node.slotFileBytes",
                    256L << 20,
                    1L << 20,
                    1L << 36,
                    "A slot file of this size is followed by a new one that gets every live slot; then"
                            + " the old one is deleted.");

    /// Who this node is.
    public static final Knob<Long> ID =
            Knob.count(
                    "node.id",
                    0,
                    0,
                    65_535,
                    "The node's number in its cluster when its data folder is made; the folder"
                            + " remembers it afterwards.");

    /// How often the atlas does what is due.
    public static final Knob<Duration> ATLAS_TICK =
            Knob.duration(
                    "atlas.tick",
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1),
                    "How often hunt time is steered and ticket keys are looked at; what is due then has"
                            + " knobs of its own.");

    /// How long an operator's command may take.
    public static final Knob<Duration> COMMAND_MAX =
            Knob.duration(
                    "node.commandMax",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long a command waits for the atlas or a claim group before it is answered"
                            + " TIMEOUT; the log decides in milliseconds.");

    /// How long a close waits.
    public static final Knob<Duration> CLOSE_MAX =
            Knob.duration(
                    "node.closeMax",
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long a close waits for each of its threads before it goes on without it.");

    /// Memory of the process.
    public static final Knob<Optional<Long>> MEMORY_BYTES_MAX =
            Knob.size(
                            "node.memoryBytesMax",
                            4L << 30,
                            64L << 20,
                            1L << 44,
                            "What the process may use; where its parts together may need more it does"
                                    + " not start. off takes the limit of its control group, or the"
                                    + " machine's memory.")
                    .offUnlessSet();

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    LOOPS,
                    HUNTERS_MAX,
                    SESSIONS_MAX,
                    LOOP_INBOX_BYTES,
                    CLAIM_INBOX_BYTES,
                    ADMIN_INBOX_BYTES,
                    SPIN,
                    DRAIN_FRAMES,
                    READ_THREADS,
                    READS_WAITING_MAX,
                    DIGS_WAITING_MAX,
                    FETCHES_MAX,
                    FETCH_TIMEOUT,
                    FETCH_TRIES,
                    RETRY_AFTER,
                    LOG_FULL_RETRY,
                    CELL_CACHE_BYTES,
                    LOOK_CELLS_MAX,
                    VIEW_BYTES_MAX,
                    TOKEN_THREADS,
                    TOKENS_WAITING_MAX,
                    SLOT_FLUSH,
                    SLOT_BATCH_BYTES,
                    SLOT_FILE_BYTES,
                    ID,
                    ATLAS_TICK,
                    COMMAND_MAX,
                    CLOSE_MAX,
                    MEMORY_BYTES_MAX);

    private NodeKnobs() {}
}
