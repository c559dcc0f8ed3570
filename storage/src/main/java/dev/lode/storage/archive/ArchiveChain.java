package dev.lode.storage.archive;

import dev.lode.storage.archive.Manifest.Chain;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/// Where the pieces of a group end, held against its log.
///
/// Threads: owned by the archiver; `archived` and `backlog` may be asked by any. What is remembered
/// here the store has confirmed.
final class ArchiveChain {
    private static final System.Logger LOG = System.getLogger("dev.lode.archive");

    private final CommittedLog log;
    private Manifest manifest = Manifest.EMPTY;
    private boolean ahead;
    private int unsaved;
    private long bytes;
    private volatile long archived;
    private volatile long backlogBase;

    ArchiveChain(CommittedLog log) {
        this.log = log;
        backlogBase = -log.bytes();
    }

    Manifest manifest() {
        return manifest;
    }

    Chain end() {
        return manifest.chain();
    }

    /// Up to which entry the log is in pieces.
    long archived() {
        return archived;
    }

    /// Pieces since the manifest was written; many after a gap, which must not wait.
    int unsaved() {
        return unsaved;
    }

    void saved() {
        unsaved = 0;
    }

    /// Bytes of the pieces that this process wrote or took over.
    long bytes() {
        return bytes;
    }

    void snapshot(long index, long bytes) {
        manifest = manifest.withSnapshot(index, bytes);
    }

    /// Bytes of log that wait to be archived, about.
    long backlog() {
        return Math.max(0, backlogBase + log.bytes());
    }

    /// Says that nothing waits when the log has committed so many bytes: what was counted only
    /// about is exact here.
    void caughtUp(long known) {
        backlogBase = -known;
    }

    /// Counts what lies in the log and is not archived.
    void count() throws IOException {
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

    /// Finds its place: from the manifest where that is sound, then from the pieces behind it.
    ///
    /// @return false where the archive is ahead of the log
    boolean resume(GroupObjects objects) throws IOException {
        if (manifest.equals(Manifest.EMPTY)) {
            manifest = readManifest(objects);
        }
        boolean found = checkEnd(objects) && adoptListed(objects);
        ahead &= !found;
        return found;
    }

    private Manifest readManifest(GroupObjects objects) throws IOException {
        String name = objects.manifestName();
        byte[] object = objects.get(name, GroupObjects.OBJECT_MAX);
        if (object == null) {
            return Manifest.EMPTY;
        }
        try {
            Manifest read = objects.manifest(name, object);
            Chain end = read.chain();
            if (end.first() > 0) {
                byte[] last = objects.get(objects.pieceName(end.first()), GroupObjects.OBJECT_MAX);
                if (last == null
                        || last.length < ArchiveKey.OVERHEAD
                        || !ArchiveKey.hash(last).equals(end.hash())) {
                    throw new DamagedObject(name + " names a last piece that is not there");
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
    private boolean checkEnd(GroupObjects objects) throws IOException {
        Chain end = manifest.chain();
        if (end.first() == 0) {
            return true;
        }
        String name = objects.pieceName(end.first());
        if (isAhead(name, end.last())) {
            return false;
        }
        byte[] object = present(objects, name);
        long _ = compare(name, objects.entries(name, object, end.first()));
        return true;
    }

    /// A piece that was there a moment ago.
    static byte[] present(GroupObjects objects, String name) throws IOException {
        byte[] object = objects.get(name, GroupObjects.OBJECT_MAX);
        if (object == null) {
            throw new IOException(name + " was there and is not any more");
        }
        return object;
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
    boolean adoptListed(GroupObjects objects) throws IOException {
        while (true) {
            String after = objects.pieceName(manifest.chain().first());
            List<String> names = objects.list(ArchiveNames.PIECES, after);
            if (names.isEmpty()) {
                return true;
            }
            for (String name : names) {
                if (!adopt(objects, name, present(objects, name))) {
                    return false;
                }
            }
        }
    }

    /// Holds a piece against chain and log, and goes on behind its end.
    ///
    /// @return false where it is ahead of the log
    boolean adopt(GroupObjects objects, String name, byte[] object) throws IOException {
        long first = objects.indexOf(name, ArchiveNames.PIECES);
        List<LogEntry> entries = objects.entries(name, object, first);
        ObjectHead head = ObjectHead.read(object);
        Chain chain = manifest.chain();
        if (head.previousFirst() != chain.first()
                || head.previousLast() != chain.last()
                || !head.previousHash().equals(chain.hash())
                || head.first() <= chain.last()) {
            throw new DamagedObject(
                    name
                            + " does not follow the piece before it: another history was archived"
                            + " here");
        }
        if (isAhead(name, head.last())) {
            return false;
        }
        long same = compare(name, entries);
        var next = new Chain(head.first(), head.last(), ArchiveKey.hash(object));
        took(next, same, object.length);
        return true;
    }

    /// Holds entries against those of the log, as far as that still has them.
    ///
    /// @return bytes that were the same
    private long compare(String name, List<LogEntry> entries) throws IOException {
        long base = entries.getFirst().index();
        long from = Math.max(base, log.first());
        long end = entries.getLast().index();
        long[] same = new long[1];
        if (from > end) {
            return 0; // truncated here: the chain alone vouches for it
        }
        log.read(
                from,
                entry -> {
                    if (!entry.same(entries.get((int) (entry.index() - base)))) {
                        throw new DamagedObject(
                                "%s holds another entry %d than the log here"
                                        .formatted(name, entry.index()));
                    }
                    same[0] += entry.archivedBytes();
                    return entry.index() < end;
                });
        return same[0];
    }

    /// A piece is there.
    ///
    /// @param next the new end
    /// @param logBytes of the log that are archived by it
    /// @param objectBytes its length
    void took(Chain next, long logBytes, long objectBytes) {
        boolean gap = next.first() > manifest.chain().last() + 1;
        manifest = manifest.with(next);
        archived = next.last();
        long base = backlogBase;
        backlogBase = base - logBytes; // written by the archiver alone
        bytes += objectBytes;
        unsaved = gap ? GroupArchive.MANIFEST_EVERY : unsaved + 1;
    }
}
