package dev.lode.consensus;

import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// What a [SoloGroup] has come to: its state machine, brought up to date from snapshot and log, and
/// the snapshots that let the log be forgotten.
///
/// Threads: owned by the apply executor of the group, but for what is said to be for any.
final class SoloState {
    /// Type of an entry that the state machine gets.
    static final byte DATA = 1;

    private static final int ENTRY_HEAD_BYTES = 24;

    private final int id;
    private final Wal wal;
    private final Snapshots snapshots;
    private final StateMachine machine;
    private final LogKeeper keeper;
    private final CommittedLog log;
    private volatile long applied;
    private volatile long loggedBytes;
    private volatile String trouble = "";
    private long appliedTerm;
    private long snapshotIndex;
    private long bytesBehindSnapshot;
    private long bytesBehindOpening;

    SoloState(int id, Wal wal, Snapshots snapshots, StateMachine machine, LogKeeper keeper) {
        this.id = id;
        this.wal = wal;
        this.snapshots = snapshots;
        this.machine = machine;
        this.keeper = keeper;
        log = new SoloLog(this, wal, snapshots);
    }

    int id() {
        return id;
    }

    /// The last index that the machine has seen; for any thread.
    long applied() {
        return applied;
    }

    /// Bytes of entries since the group was opened, with what the log adds to each; for any thread.
    long loggedBytes() {
        return loggedBytes;
    }

    /// Why the last snapshot could not be taken, in words; empty where nothing is wrong; for any
    /// thread.
    String trouble() {
        return trouble;
    }

    /// What the archive may read; for any thread.
    CommittedLog log() {
        return log;
    }

    /// Bytes of entries that no snapshot has.
    long bytesBehindSnapshot() {
        return bytesBehindSnapshot;
    }

    /// Loads the newest good snapshot and replays the log behind it.
    ///
    /// @param folder of the snapshots, for messages
    /// @throws DamagedSnapshot where snapshots and log together do not give the state
    void bringUpToDate(Path folder) throws IOException {
        Snapshots.Point point = snapshots.load(machine);
        if (point != null) {
            snapshotIndex = point.index();
            applied = point.index();
            appliedTerm = point.term();
        }
        if (wal.firstIndex(id) > applied + 1) {
            throw new DamagedSnapshot(
                    folder,
                    snapshots.trouble()
                            + ", and the log begins at entry "
                            + wal.firstIndex(id)
                            + " where "
                            + (applied + 1)
                            + " is needed");
        }
        if (wal.lastIndex(id) < applied) {
            throw new DamagedSnapshot(
                    folder,
                    "the log ends at entry "
                            + wal.lastIndex(id)
                            + " before the snapshot's "
                            + applied
                            + ": it was emptied, or is a copy from an earlier time");
        }
        wal.replay(
                id,
                applied + 1,
                entry -> {
                    if (entry.type() != DATA) {
                        throw new IOException(
                                "entry "
                                        + entry.index()
                                        + " of log "
                                        + id
                                        + " has the unknown type "
                                        + entry.type()
                                        + ": it was written by another version of Lode");
                    }
                    apply(entry.index(), entry.term(), entry.data());
                });
    }

    /// Gives the machine the next entry.
    void apply(long index, long entryTerm, MemorySegment entry) {
        machine.apply(index, entryTerm, entry);
        bytesBehindSnapshot += entry.byteSize();
        appliedTerm = entryTerm;
        applied = index;
        loggedBytes = bytesBehindOpening += entry.byteSize() + ENTRY_HEAD_BYTES;
    }

    /// Writes a snapshot, unless the newest is as new as the machine.
    void takeSnapshot() {
        bytesBehindSnapshot = 0;
        if (applied == snapshotIndex) {
            return;
        }
        try {
            long before = snapshots.save(machine, applied, appliedTerm);
            snapshotIndex = applied;
            if (before > 0) {
                forget(before + 1);
            }
            trouble = "";
        } catch (IOException e) { // a snapshot saves time and room only; the log has it all
            trouble = "no snapshot could be taken: " + e.getMessage();
        }
    }

    private void forget(long before) throws IOException {
        long kept = keeper.keepFrom(id, log, before);
        if (kept > wal.firstIndex(id)) {
            wal.truncatePrefix(id, kept);
        }
    }

    /// Makes room in the log: a snapshot now; and where the log behind the older of the two still
    /// stands in the way, it goes as soon as the newer one has been read back whole.
    ///
    /// @param upTo the last entry that stands in the way
    void makeRoom(long upTo) {
        takeSnapshot();
        try {
            if (wal.firstIndex(id) <= upTo && snapshots.isWhole(snapshotIndex)) {
                forget(Math.min(upTo, snapshotIndex) + 1);
            }
        } catch (IOException e) {
            trouble = "no room could be made in the log: " + e.getMessage();
        }
    }
}
