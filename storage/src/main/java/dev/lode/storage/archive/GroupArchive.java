package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.storage.archive.ArchiveStore.Put;
import dev.lode.storage.archive.Manifest.Chain;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/// The archive of one group, step by step: its place in the chain is found, then pieces and
/// snapshots follow the log.
///
/// Threads: owned by the archiver; `keepFrom` and `backlog` may be asked by any. What a step could
/// not do it does again: nothing is remembered that the store has not confirmed.
final class GroupArchive {
    /* Implementation: a piece that is there already wins over one's own, whatever its length: it is
     * held against the log and the chain goes on behind it. So two leaders of one group, cutting at
     * different ages, write one chain. What does not agree is looked at again a few times (an
     * answer may be wrong once) and then stops this group's archive for the life of the process.
     */
    private static final System.Logger LOG = System.getLogger("dev.lode.archive");
    private static final int LOOKS_MAX = 3;

    /// Pieces behind which the manifest is written.
    static final int MANIFEST_EVERY = 16;

    private enum Phase {
        COUNTING,
        RESUMING,
        FOLLOWING,
        STOPPED
    }

    /// What the archive of each group has in common.
    ///
    /// @param cluster whose archive it is
    /// @param names of objects
    /// @param key seals them
    /// @param config bounds
    /// @param pace holds the sender back
    /// @param turns in which the archiver's thread works
    record Common(
            Id128 cluster,
            ArchiveNames names,
            ArchiveKey key,
            ArchiveConfig config,
            Pace pace,
            ShortTurns turns) {}

    /// Waits until so many bytes may be sent.
    @FunctionalInterface
    interface Pace {
        void bytes(long count);
    }

    private final Common common;
    private final CommittedLog log;
    private final Piece piece;
    private final ArchiveChain chain;
    private final GroupSnapshots snapshots;
    private Phase phase = Phase.COUNTING;
    private int looks;
    private Chain looked = Chain.NONE;
    private boolean pending;
    private long pendingSince;
    private volatile boolean stopped;

    GroupArchive(Common common, CommittedLog log, Piece piece) {
        this.common = common;
        this.log = new UnhurriedLog(log, common.turns);
        this.piece = piece;
        chain = new ArchiveChain(this.log);
        snapshots = new GroupSnapshots(common, this.log, chain);
    }

    /// Bytes of log that wait to be archived, about.
    long backlog() {
        return stopped ? 0 : chain.backlog();
    }

    /// The first index that the log should keep for the archive's sake.
    long keepFrom(long wanted) {
        return stopped ? wanted : Math.min(wanted, chain.archived() + 1);
    }

    boolean isOf(int group) {
        return log.group() == group;
    }

    long archived() {
        return chain.archived();
    }

    /// Whether all that was committed is archived, as far as is known.
    boolean done() {
        return stopped || chain.archived() >= log.last();
    }

    /// Does what needs no store: so the budget holds also where the store was never reached.
    void prepare() throws IOException {
        if (phase == Phase.COUNTING) {
            chain.count();
            phase = Phase.RESUMING;
        }
    }

    /// Does one thing, if there is one to do.
    ///
    /// @param store whole
    /// @param now monotonic time
    /// @param flush whether a piece is cut without waiting for size or age
    /// @return whether it may have more to do at once
    boolean step(ArchiveStore store, long now, boolean flush) throws IOException {
        var objects =
                new GroupObjects(store, common.names, common.key, common.cluster, log.group());
        try {
            return switch (phase) {
                case COUNTING -> {
                    prepare();
                    yield true;
                }
                case RESUMING -> resume(objects);
                case FOLLOWING -> follow(objects, now, flush);
                case STOPPED -> false;
            };
        } catch (DamagedObject e) {
            looks = chain.end().equals(looked) ? looks + 1 : 1;
            looked = chain.end();
            if (looks < LOOKS_MAX) {
                throw e;
            }
            stop(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void stop(String why) {
        phase = Phase.STOPPED;
        stopped = true;
        snapshots.close();
        LOG.log(
                Level.ERROR,
                "archive of group {0} stopped behind entry {1}: {2}. Nothing there was overwritten;"
                        + " see docs/operate, then restart",
                log.group(),
                Long.toString(chain.end().last()),
                why);
    }

    private boolean resume(GroupObjects objects) throws IOException {
        if (!chain.resume(objects)) {
            return false; // the archive is ahead: the log may catch up
        }
        snapshots.resume(objects);
        saveManifest(objects);
        chain.count();
        looks = 0;
        phase = Phase.FOLLOWING;
        LOG.log(
                Level.INFO,
                "archive of group {0}: {1} pieces up to entry {2}, snapshot {3}; goes on from there",
                log.group(),
                Long.toString(chain.manifest().pieces()),
                Long.toString(chain.end().last()),
                Long.toString(chain.manifest().snapshot()));
        return true;
    }

    private boolean follow(GroupObjects objects, long now, boolean flush) throws IOException {
        if (chain.unsaved() >= MANIFEST_EVERY) {
            saveManifest(objects);
        }
        boolean cut = due(now, flush) && cut(objects, now);
        long known = chain.manifest().snapshot();
        boolean more = snapshots.step(objects);
        if (chain.manifest().snapshot() > known
                || (flush && !cut && !more && chain.unsaved() > 0)) {
            saveManifest(objects);
        }
        return cut || more;
    }

    /// Whether a piece is to be cut now.
    private boolean due(long now, boolean flush) {
        long known = log.bytes();
        if (log.last() <= chain.archived()) {
            chain.caughtUp(known);
            pending = false;
            return false;
        }
        if (!pending) {
            pending = true;
            pendingSince = now;
        }
        return flush
                || backlog() >= common.config.pieceBytes()
                || now - pendingSince >= common.config.pieceAge().toNanos();
    }

    private boolean cut(GroupObjects objects, long now) throws IOException {
        Chain end = chain.end();
        long from = Math.max(end.last() + 1, log.first());
        if (from > end.last() + 1 && !chain.adoptListed(objects)) {
            phase = Phase.RESUMING;
            return false;
        }
        if (!chain.end().equals(end)) {
            return true; // somebody else had archived what is gone here
        }
        piece.clear();
        log.read(from, entry -> piece.add(entry, common.config.pieceBytes()));
        if (piece.count() == 0 || piece.first() != from) {
            return piece.count() > 0; // truncated meanwhile: once more
        }
        byte[] object = common.key.seal(head(end), piece.content(), piece.length(), common.turns);
        String name = objects.pieceName(from);
        common.pace.bytes(object.length);
        if (objects.store().putIfAbsent(name, object) == Put.EXISTS) {
            byte[] there = ArchiveChain.present(objects, name);
            if (!Arrays.equals(there, object)) {
                if (!chain.adopt(objects, name, there)) {
                    phase = Phase.RESUMING;
                }
                return true;
            }
        }
        took(new Chain(from, piece.last(), ArchiveKey.hash(object)), object.length);
        pendingSince = now;
        return true;
    }

    private void took(Chain next, int objectBytes) throws IOException {
        long last = chain.end().last();
        boolean gap = next.first() > last + 1;
        chain.took(next, gap ? 0 : piece.length(), objectBytes);
        if (gap) {
            snapshots.gap(last + 1, next.first() - 1);
            chain.count();
        }
    }

    private ObjectHead head(Chain end) {
        return new ObjectHead(
                ObjectHead.Kind.PIECE,
                common.cluster,
                log.group(),
                0,
                piece.first(),
                piece.last(),
                piece.count(),
                end.first(),
                end.last(),
                end.hash(),
                0,
                0);
    }

    private void saveManifest(GroupObjects objects) throws IOException {
        byte[] content = chain.manifest().encode();
        var head =
                new ObjectHead(
                        ObjectHead.Kind.MANIFEST,
                        common.cluster,
                        log.group(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        ObjectHash.NONE,
                        0,
                        0);
        byte[] object = common.key.seal(head, content, content.length, common.turns);
        common.pace.bytes(object.length);
        objects.store().put(objects.manifestName(), object);
        chain.saved();
    }

    void close() {
        snapshots.close();
    }
}
