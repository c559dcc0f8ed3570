package dev.lode.storage.archive;

import java.io.IOException;
import java.lang.System.Logger.Level;

/// When a group's snapshot goes to the archive: to close a gap, or once it is worth its bytes.
///
/// Threads: owned by the archiver.
final class GroupSnapshots {
    private static final System.Logger LOG = System.getLogger("dev.lode.archive");
    private static final long BYTES_AT_FIRST = 1 << 20;

    private final GroupArchive.Common common;
    private final CommittedLog log;
    private final ArchiveChain chain;
    private SnapshotUpload upload = SnapshotUpload.NONE;
    private long bytesThen;
    private long bytesOfLast = BYTES_AT_FIRST;
    private long skipped;
    private boolean gapSaid;

    GroupSnapshots(GroupArchive.Common common, CommittedLog log, ArchiveChain chain) {
        this.common = common;
        this.log = log;
        this.chain = chain;
    }

    /// Finds the newest one in the store.
    void resume(GroupObjects objects) throws IOException {
        long known = chain.manifest().snapshot();
        var found = SnapshotUpload.newestWhole(objects.store(), objects.folder(), known);
        if (found.index() > known) {
            chain.snapshot(found.index(), found.bytes());
        }
        if (chain.manifest().snapshotBytes() > 0) {
            bytesOfLast = chain.manifest().snapshotBytes();
        }
    }

    /// Entries were truncated before they were archived.
    void gap(long first, long last) {
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

    /// Sends one part, where one is under way or wanted.
    ///
    /// @return whether it did
    boolean step(GroupObjects objects) throws IOException {
        long lost = log.first() - 1;
        Manifest manifest = chain.manifest();
        boolean gap = (lost > chain.archived() && lost > manifest.snapshot()) || !manifest.whole();
        if (upload == SnapshotUpload.NONE && !begin(objects, gap)) {
            return false;
        }
        boolean whole = false;
        try {
            whole = upload.step(objects.store());
        } catch (DamagedObject e) {
            skipped = upload.index();
            LOG.log(
                    Level.WARNING,
                    "archive of group {0}: {1}; the next snapshot will be tried",
                    log.group(),
                    e.getMessage());
            close();
            return false;
        }
        if (whole) {
            sent(gap, lost);
        }
        return true;
    }

    private boolean begin(GroupObjects objects, boolean gap) throws IOException {
        if (!gap && chain.bytes() - bytesThen < bytesOfLast) {
            return false;
        }
        var newest = log.newestSnapshot();
        if (newest.isEmpty()
                || newest.get().index() <= chain.manifest().snapshot()
                || newest.get().index() == skipped) {
            return false;
        }
        upload = SnapshotUpload.open(newest.get(), common, log.group(), objects.folder());
        return true;
    }

    /// The manifest, which now names it, is to be saved.
    private void sent(boolean gap, long lost) {
        chain.snapshot(upload.index(), upload.bytes());
        bytesOfLast = Math.max(upload.bytes(), 1);
        bytesThen = chain.bytes();
        if (gap && chain.manifest().whole() && upload.index() >= lost) {
            gapSaid = false;
            LOG.log(
                    Level.INFO,
                    "archive of group {0}: snapshot {1} closes the gap",
                    log.group(),
                    Long.toString(upload.index()));
        }
        close();
    }

    /// Ends what is under way.
    void close() {
        upload.close();
        upload = SnapshotUpload.NONE;
    }
}
