package dev.lode.atlas;

import dev.lode.base.knob.Knob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The knobs of the atlas.
public final class AtlasKnobs {
    /// Where the cluster key is.
    public static final Knob<Path> KEY_FILE =
            Knob.path(
                    "cluster.keyFile",
                    Path.of("lode-cluster.key"),
                    "The key that wraps every secret on disk, in logs and on S3; a file that only its"
                            + " owner may read. Keep a copy elsewhere: without it nothing can be"
                            + " restored.");

    /// How often ticket keys change.
    public static final Knob<Duration> TICKET_KEY_EVERY =
            Knob.duration(
                    "ticketKey.every",
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofDays(365),
                    "A new key signs tickets from time to time, so that one that leaks is soon worth"
                            + " nothing.");

    /// From a key's commit to its first use.
    public static final Knob<Duration> TICKET_KEY_LEAD =
            Knob.duration(
                    "ticketKey.lead",
                    Duration.ofSeconds(30),
                    Duration.ZERO,
                    Duration.ofHours(1),
                    "A new ticket key signs only after this, when every node has heard of it: no"
                            + " ticket meets a node that does not know its key.");

    /// Ticket keys that are still taken.
    public static final Knob<Long> TICKET_KEYS_KEPT =
            Knob.count(
                    "ticketKey.kept",
                    4,
                    2,
                    128,
                    "So many ticket keys, the newest included, are accepted; times ticketKey.every it"
                            + " must cover the life of a ticket and its retries.");

    /// How often hunt time is committed.
    public static final Knob<Duration> TIME_EVERY =
            Knob.duration(
                    "huntTime.every",
                    Duration.ofSeconds(5),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "Hunt time is written to the log this often; after a crash it never falls back"
                            + " further than that, whatever the machine's clock says.");

    /// How much faster or slower hunt time may run.
    public static final Knob<Double> TIME_SLEW =
            Knob.ratio(
                    "huntTime.slew",
                    0.005,
                    0.0,
                    0.5,
                    "Hunt time follows the machine's clock by running this much faster or slower at"
                            + " most; it is never stepped while a leader lives.");

    /// Commands that are remembered.
    public static final Knob<Long> COMMANDS_KEPT =
            Knob.count(
                    "atlas.commandsKept",
                    4096,
                    16,
                    1L << 20,
                    "A repeated command is answered as the first time as long as it is among so many"
                            + " of the last ones.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    KEY_FILE,
                    TICKET_KEY_EVERY,
                    TICKET_KEY_LEAD,
                    TICKET_KEYS_KEPT,
                    TIME_EVERY,
                    TIME_SLEW,
                    COMMANDS_KEPT);

    private AtlasKnobs() {}
}
