package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.storage.archive.ArchiveStore.Put;
import dev.lode.storage.archive.Manifest.Chain;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;

/// The archive of one group: where its chain of pieces ends, and what comes next.
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
    private static final int MANIFEST_EVERY = 16;
    private static final int LOOKS_MAX = 3;
    private static final int OBJECT_MAX = (64 << 20) + (16 << 20) + (1 << 16);

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
    record Common(
            Id128 cluster, ArchiveNames names, ArchiveKey key, ArchiveConfig config, Pace pace) {}

    /// Waits until so many bytes may be sent.
    @FunctionalInterface
    interface Pace {
        void bytes(long count);
    }

    private final Common common;
    private final CommittedLog log;
    private final String folder;
    private final Piece piece;
    private Phase phase = Phase.COUNTING;
    private Manifest manifest = Manifest.EMPTY;
    private int unsaved;
    private int looks;
    private boolean ahead;
    private boolean gapSaid;
    private boolean pending;
    private long pendingSince;
    private long bytesSinceSnapshot;
    private long snapshotBytes = 1 << 20;
    private SnapshotUpload upload = SnapshotUpload.NONE;
    private long snapshotSkipped;
    private volatile long archived;
    private volatile long backlogBase;
    private volatile boolean stopped;

    GroupArchive(Common common, CommittedLog log, Piece piece) {
        this.common = common;
        this.log = log;
        this.piece = piece;
        folder = common.names.group(common.cluster, log.group());
        backlogBase = -log.bytes();
    }

    /// Bytes of log that wait to be archived, about.
    long backlog() {
        return stopped ? 0 : Math.max(0, backlogBase + log.bytes());
    }

    /// The first index that the log should keep for the archive's sake.
    long keepFrom(long wanted) {
        return stopped ? wanted : Math.min(wanted, archived + 1);
    }

    boolean isOf(int group) {
        return log.group() == group;
    }

    long archived() {
        return archived;
    }

    /// Does one thing, if there is one to do.
    ///
    /// @param store whole
    /// @param now monotonic time
    /// @param flush whether a piece is cut without waiting for size or age
    /// @return whether it may have more to do at once
    boolean step(ArchiveStore store, long now, boolean flush) throws IOException {
        try {
            return switch (phase) {
                case COUNTING -> {
                    prepare();
                    yield true;
                }
                case RESUMING -> resume(store);
                case FOLLOWING -> follow(store, now, flush);
                case STOPPED -> false;
            };
        } catch (DamagedObject e) {
            if (++looks < LOOKS_MAX) {
                throw e;
            }
            stop(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void stop(String why) {
        phase = Phase.STOPPED;
        stopped = true;
        upload.close();
        LOG.log(
                Level.ERROR,
                "archive of group {0} stopped behind entry {1}: {2}. Nothing there was overwritten;"
                        + " see docs/operate, then restart",
                log.group(),
                Long.toString(manifest.chain().last()),
                why);
    }

    /// Does what needs no store: so the budget holds also where the store was never reached.
    void prepare() throws IOException {
        if (phase == Phase.COUNTING) {
            count();
            phase = Phase.RESUMING;
        }
    }

    /// Whether all that was committed is archived, as far as is known.
    boolean done() {
        return stopped || archived >= log.last();
    }

    /// Counts what lay in the log before it was followed.
    private void count() throws IOException {
        long known = log.bytes();
        long[] sum = new long[1];
        log.read(
                Math.max(archived + 1, log.first()),
                entry -> {
                    sum[0] += entry.archivedBytes();
                    return true;
                });
        backlogBase = sum[0] - known;
    }

    private boolean resume(ArchiveStore store) throws IOException {
        if (manifest.equals(Manifest.EMPTY)) {
            manifest = readManifest(store);
        }
        if (!checkEnd(store) || !adoptListed(store)) {
            return false; // the archive is ahead: the log may catch up
        }
        findSnapshot(store);
        saveManifest(store);
        count();
        looks = 0;
        ahead = false;
        phase = Phase.FOLLOWING;
        LOG.log(
                Level.INFO,
                "archive of group {0}: {1} pieces up to entry {2}, snapshot {3}; goes on from there",
                log.group(),
                Long.toString(manifest.pieces()),
                Long.toString(manifest.chain().last()),
                Long.toString(manifest.snapshot()));
        return true;
    }

    private Manifest readManifest(ArchiveStore store) throws IOException {
        String name = folder + ArchiveNames.MANIFEST;
        byte[] object = store.get(name, OBJECT_MAX);
        if (object == null) {
            return Manifest.EMPTY;
        }
        try {
            Manifest read = Manifest.decode(open(object, ObjectHead.Kind.MANIFEST, 0, 0));
            Chain end = read.chain();
            if (end.first() > 0) {
                byte[] last = store.get(folder + ArchiveNames.piece(end.first()), OBJECT_MAX);
                if (last == null
                        || last.length < ArchiveKey.OVERHEAD
                        || !ArchiveKey.hash(last).equals(end.hash())) {
                    throw new DamagedObject("names a last piece that is not there");
                }
            }
            archived = end.last();
            return read;
        } catch (DamagedObject e) {
            LOG.log(
                    Level.WARNING,
                    "archive of group {0}: the manifest {1}; it is made again from the pieces",
                    log.group(),
                    e.getMessage());
            return Manifest.EMPTY;
        }
    }

    /// Holds the last piece that the manifest names against the log.
    ///
    /// @return false where it is ahead of the log
    private boolean checkEnd(ArchiveStore store) throws IOException {
        Chain end = manifest.chain();
        if (end.first() == 0) {
            return true;
        }
        String name = folder + ArchiveNames.piece(end.first());
        if (isAhead(name, end.last())) {
            return false;
        }
        byte[] object = store.get(name, OBJECT_MAX);
        if (object == null) {
            throw new IOException(name + " was there and is not any more");
        }
        List<LogEntry> entries;
        try {
            byte[] content = open(object, ObjectHead.Kind.PIECE, end.first(), 0);
            entries = Piece.read(ObjectHead.read(object), content);
        } catch (DamagedObject e) {
            throw e.in(name);
        }
        compare(name, entries, new long[1]);
        return true;
    }

    private boolean isAhead(String name, long last) {
        if (last <= log.last()) {
            return false;
        }
        if (!ahead) {
            LOG.log(
                    Level.ERROR,
                    "archive of group {0}: {1} ends at entry {2}, the log here at {3}. Waiting for"
                            + " the log to catch up; a log that was set back never will",
                    log.group(),
                    name,
                    Long.toString(last),
                    Long.toString(log.last()));
        }
        ahead = true;
        return true;
    }

    /// Takes over pieces behind the chain that are there already.
    ///
    /// @return false where one of them is ahead of the log
    private boolean adoptListed(ArchiveStore store) throws IOException {
        while (true) {
            String after = folder + ArchiveNames.piece(manifest.chain().first());
            List<String> names = store.list(folder + ArchiveNames.PIECES, after);
            if (names.isEmpty()) {
                return true;
            }
            for (String name : names) {
                byte[] object = store.get(name, OBJECT_MAX);
                if (object == null) {
                    throw new IOException(name + " was listed and is not there");
                }
                if (!adopt(name, object)) {
                    return false;
                }
            }
        }
    }

    /// Holds a piece against chain and log, and goes on behind its end.
    ///
    /// @return false where it is ahead of the log
    private boolean adopt(String name, byte[] object) throws IOException {
        long first = ArchiveNames.indexOf(name.substring(folder.length()), ArchiveNames.PIECES);
        List<LogEntry> entries;
        ObjectHead head;
        try {
            byte[] content = open(object, ObjectHead.Kind.PIECE, first, 0);
            head = ObjectHead.read(object);
            entries = Piece.read(head, content);
            Chain chain = manifest.chain();
            if (head.previousFirst() != chain.first()
                    || head.previousLast() != chain.last()
                    || !head.previousHash().equals(chain.hash())
                    || head.first() <= chain.last()) {
                throw new DamagedObject(
                        "does not follow the piece before it: another history was archived here");
            }
        } catch (DamagedObject e) {
            throw e.in(name);
        }
        if (isAhead(name, head.last())) {
            return false;
        }
        long[] bytes = new long[1];
        compare(name, entries, bytes);
        took(
                new Chain(head.first(), head.last(), ArchiveKey.hash(object)),
                bytes[0],
                object.length);
        return true;
    }

    private void compare(String name, List<LogEntry> entries, long[] bytes) throws IOException {
        long from = Math.max(entries.getFirst().index(), log.first());
        long end = entries.getLast().index();
        if (from > end) {
            return; // truncated here: the chain alone vouches for it
        }
        long base = entries.getFirst().index();
        log.read(
                from,
                entry -> {
                    if (!entry.same(entries.get((int) (entry.index() - base)))) {
                        throw new DamagedObject(
                                "%s holds another entry %d than the log here"
                                        .formatted(name, entry.index()));
                    }
                    bytes[0] += entry.archivedBytes();
                    return entry.index() < end;
                });
    }

    private byte[] open(byte[] object, ObjectHead.Kind kind, long first, int part)
            throws DamagedObject {
        ObjectHead head = ArchiveKey.check(object);
        if (head.kind() != kind || head.first() != first || head.part() != part) {
            throw new DamagedObject("is another object than its name says");
        }
        if (!head.cluster().equals(common.cluster) || head.group() != log.group()) {
            throw new DamagedObject(
                    "belongs to group " + head.group() + " of cluster " + head.cluster());
        }
        return common.key.open(object);
    }

    private void took(Chain next, long logBytes, long objectBytes) {
        boolean gap = next.first() > manifest.chain().last() + 1;
        manifest = manifest.with(next);
        archived = next.last();
        long base = backlogBase;
        backlogBase = base - logBytes; // written by the archiver alone
        bytesSinceSnapshot += objectBytes;
        unsaved = gap ? MANIFEST_EVERY : unsaved + 1;
        looks = 0;
    }

    private void findSnapshot(ArchiveStore store) throws IOException {
        SnapshotUpload.Found found = SnapshotUpload.newestWhole(store, folder, manifest.snapshot());
        if (found.index() > manifest.snapshot()) {
            manifest = manifest.withSnapshot(found.index(), found.bytes());
        }
        if (manifest.snapshotBytes() > 0) {
            snapshotBytes = manifest.snapshotBytes();
        }
    }

    private boolean follow(ArchiveStore store, long now, boolean flush) throws IOException {
        if (unsaved >= MANIFEST_EVERY) {
            saveManifest(store);
        }
        long known = log.bytes();
        long last = log.last();
        boolean caughtUp = last <= archived;
        if (caughtUp) {
            backlogBase = -known; // what was counted only about is exact here
            pending = false;
        } else if (!pending) {
            pending = true;
            pendingSince = now;
        }
        boolean due =
                !caughtUp
                        && (flush
                                || backlog() >= common.config.pieceBytes()
                                || now - pendingSince >= common.config.pieceAge().toNanos());
        boolean cut = due && cut(store, now);
        boolean more = snapshot(store);
        if (flush && !cut && !more && unsaved > 0) {
            saveManifest(store);
        }
        return cut || more;
    }

    private boolean cut(ArchiveStore store, long now) throws IOException {
        Chain chain = manifest.chain();
        long from = Math.max(chain.last() + 1, log.first());
        if (from > chain.last() + 1 && !adoptListed(store)) {
            phase = Phase.RESUMING;
            return false;
        }
        if (archived != chain.last()) {
            return true; // somebody else had archived what is gone here
        }
        piece.clear();
        log.read(from, entry -> piece.add(entry, common.config.pieceBytes()));
        if (piece.count() == 0 || piece.first() != from) {
            return piece.count() > 0; // truncated meanwhile: once more
        }
        byte[] object = common.key.seal(head(chain), piece.content(), piece.length());
        String name = folder + ArchiveNames.piece(from);
        common.pace.bytes(object.length);
        if (store.putIfAbsent(name, object) == Put.EXISTS) {
            byte[] there = store.get(name, OBJECT_MAX);
            if (there == null) {
                throw new IOException(name + " was there and is not any more");
            }
            if (!Arrays.equals(there, object)) {
                if (!adopt(name, there)) {
                    phase = Phase.RESUMING;
                }
                return true;
            }
        }
        if (from > chain.last() + 1) {
            sayGap(chain.last() + 1, from - 1);
            took(new Chain(from, piece.last(), ArchiveKey.hash(object)), 0, object.length);
            count();
        } else {
            took(
                    new Chain(from, piece.last(), ArchiveKey.hash(object)),
                    piece.length(),
                    object.length);
        }
        pendingSince = now;
        return true;
    }

    private ObjectHead head(Chain chain) {
        return new ObjectHead(
                ObjectHead.Kind.PIECE,
                common.cluster,
                log.group(),
                0,
                piece.first(),
                piece.last(),
                piece.count(),
                chain.first(),
                chain.last(),
                chain.hash(),
                0,
                0);
    }

    private void sayGap(long first, long last) {
        if (!gapSaid) {
            LOG.log(
                    Level.WARNING,
                    "archive of group {0}: entries {1} to {2} are in no piece, the log was truncated"
                            + " before; the next snapshot closes the gap",
                    log.group(),
                    Long.toString(first),
                    Long.toString(last));
        }
        gapSaid = true;
    }

    /// Sends one part of a snapshot, where one is under way or wanted.
    private boolean snapshot(ArchiveStore store) throws IOException {
        long lost = log.first() - 1;
        boolean gap = (lost > archived && lost > manifest.snapshot()) || !manifest.whole();
        if (upload == SnapshotUpload.NONE) {
            if (!gap && bytesSinceSnapshot < snapshotBytes) {
                return false;
            }
            var newest = log.newestSnapshot();
            if (newest.isEmpty()
                    || newest.get().index() <= manifest.snapshot()
                    || newest.get().index() == snapshotSkipped) {
                return false;
            }
            upload = SnapshotUpload.open(newest.get(), common, log.group(), folder);
        }
        boolean whole = false;
        try {
            whole = upload.step(store);
        } catch (DamagedObject e) {
            snapshotSkipped = upload.index();
            LOG.log(
                    Level.WARNING,
                    "archive of group {0}: {1}; the next snapshot will be tried",
                    log.group(),
                    e.getMessage());
            upload.close();
            upload = SnapshotUpload.NONE;
            return false;
        }
        if (whole) {
            manifest = manifest.withSnapshot(upload.index(), upload.bytes());
            snapshotBytes = Math.max(upload.bytes(), 1);
            bytesSinceSnapshot = 0;
            if (gap && manifest.whole() && manifest.snapshot() >= lost) {
                gapSaid = false;
                LOG.log(
                        Level.INFO,
                        "archive of group {0}: snapshot {1} closes the gap",
                        log.group(),
                        Long.toString(upload.index()));
            }
            upload.close();
            upload = SnapshotUpload.NONE;
            saveManifest(store);
        }
        return true;
    }

    private void saveManifest(ArchiveStore store) throws IOException {
        byte[] content = manifest.encode();
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
        byte[] object = common.key.seal(head, content, content.length);
        common.pace.bytes(object.length);
        store.put(folder + ArchiveNames.MANIFEST, object);
        unsaved = 0;
    }

    void close() {
        upload.close();
    }
}
