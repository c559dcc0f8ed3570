package dev.lode.consensus;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A group of a single member that nobody has opened: it is read, or made of what came from
/// elsewhere.
///
/// Threads: any, one at a time for each group.
public final class ClosedGroup {
    private ClosedGroup() {}

    /// Reads what a group has, without opening it: the newest good snapshot and the log behind it.
    ///
    /// @param id of the group and its log
    /// @param wal open, at least to read
    /// @param folder of its snapshots
    /// @param machine is brought up to date
    /// @return the last index that the machine has seen
    /// @throws DamagedSnapshot where snapshots and log together do not give the state
    /// @throws IOException where they cannot be read
    public static long read(int id, Wal wal, Path folder, StateMachine machine) throws IOException {
        var state = new SoloState(id, wal, new Snapshots(folder, id), machine, LogKeeper.NONE);
        state.bringUpToDate(folder);
        return state.applied();
    }

    /// Loads a snapshot file of a group that lies anywhere, such as one from an archive.
    ///
    /// @param id of the group
    /// @param file as docs/format/snapshot.md has it
    /// @param machine is replaced by it
    /// @throws IOException where it is damaged, or of another group
    public static void load(int id, Path file, StateMachine machine) throws IOException {
        Snapshots.Point _ = new Snapshots(file.resolveSibling(""), id).load(file, machine);
    }

    /// Makes a group in an empty log and folder from a state that came from elsewhere.
    ///
    /// @param id of the group and its log
    /// @param wal has nothing of this group
    /// @param folder for its snapshots
    /// @param machine has the state
    /// @param index the last entry that is in it
    /// @param term of that entry
    /// @throws IOException where it cannot be written
    public static void restore(
            int id, Wal wal, Path folder, StateMachine machine, long index, long term)
            throws IOException {
        var snapshots = new Snapshots(folder, id);
        snapshots.begin();
        long _ = snapshots.save(machine, index, term);
        wal.reset(id, index + 1);
        byte[] metadata = new byte[Long.BYTES];
        MemorySegment.ofArray(metadata).set(Layouts.I64, 0, term);
        wal.putMetadata(id, metadata);
    }
}
