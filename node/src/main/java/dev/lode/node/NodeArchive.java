package dev.lode.node;

import dev.lode.atlas.ClusterKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.time.NanoClock;
import dev.lode.consensus.LogKeeper;
import dev.lode.storage.archive.ArchiveConfig;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveKnobs;
import dev.lode.storage.archive.ArchiveStores;
import dev.lode.storage.archive.ArchiveTarget;
import dev.lode.storage.archive.Archiver;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.wal.WalKnobs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The archive as one node has it: on or off, as the knobs say.
///
/// Threads: any.
final class NodeArchive implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final String PURPOSE = "lode archive";

    private final Duration closeMax;
    private final @Nullable Archiver archiver;
    private final @Nullable ArchiveTarget target;

    private NodeArchive(
            Duration closeMax, @Nullable Archiver archiver, @Nullable ArchiveTarget target) {
        this.closeMax = closeMax;
        this.archiver = archiver;
        this.target = target;
    }

    /// Reads the knobs.
    ///
    /// @throws IOException where they do not fit each other; says which to change
    static NodeArchive of(Settings settings, NanoClock nanos) throws IOException {
        Duration closeMax = settings.get(ArchiveKnobs.CLOSE_MAX);
        Optional<ArchiveTarget> target;
        try {
            target = ArchiveTarget.of(settings);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (target.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "archive: off (archive.endpoint); claims are on the disk of this machine alone");
            return new NodeArchive(closeMax, null, null);
        }
        long budget = settings.get(ArchiveKnobs.BUDGET);
        if (budget > settings.get(WalKnobs.DISK_BUDGET) / 2) {
            throw new IOException(
                    "archive.budget is more than half of wal.diskBudget: an outage of the archive"
                            + " could then fill the log. Lower it, or raise wal.diskBudget");
        }
        return new NodeArchive(
                closeMax, new Archiver(ArchiveConfig.of(settings), nanos), target.get());
    }

    /// The key of the archive of a cluster.
    static ArchiveKey key(ClusterKey key) {
        return ArchiveKey.of(key.derive(PURPOSE), key.check());
    }

    LogKeeper keeper() {
        return archiver == null ? LogKeeper.NONE : archiver::keepFrom;
    }

    void start(Id128 cluster, ClusterKey key, List<CommittedLog> logs, ArchiveStores stores) {
        ArchiveTarget to = target;
        if (archiver == null || to == null) {
            return;
        }
        LOG.log(Level.INFO, "archive: on, {0}, {1} groups", to.place(), logs.size());
        archiver.start(cluster, key(key), logs, () -> stores.open(to));
    }

    @Override
    public void close() {
        if (archiver != null) {
            boolean _ = archiver.close(closeMax);
        }
    }
}
