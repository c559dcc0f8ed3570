package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.storage.archive.SnapshotUpload.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads an archive: what is in it, whether it is sound, and the state that can be had from it.
///
/// Threads: owned by one. Errors: [IOException] where the store fails; what is damaged is reported.
public final class ArchiveReader {
    private final ArchiveStore store;
    private final ArchiveNames names;
    private final ArchiveKey key;

    /// Makes one.
    ///
    /// @param store where the archive is
    /// @param prefix what all its names begin with
    /// @param key opens the objects
    public ArchiveReader(ArchiveStore store, String prefix, ArchiveKey key) {
        this.store = store;
        this.names = new ArchiveNames(prefix);
        this.key = key;
    }

    /// What is known of the archive of one group.
    ///
    /// @param group its number
    /// @param pieces how many there are
    /// @param first index of the first piece; 0 where there is none
    /// @param last index of the last piece; 0 where there is none
    /// @param snapshot index of the newest whole snapshot; 0 for none
    /// @param gaps entries in no piece, oldest first
    /// @param end the last index that can be restored; 0 for none
    /// @param faults what is wrong, a line each
    public record Group(
            int group,
            long pieces,
            long first,
            long last,
            long snapshot,
            List<ArchiveGap> gaps,
            long end,
            List<String> faults) {
        /// Whether nothing is wrong, and every gap is closed by a snapshot.
        ///
        /// @return true where all of it can be restored
        public boolean sound() {
            return faults.isEmpty() && (gaps.isEmpty() || gaps.getLast().last() <= snapshot);
        }
    }

    /// The clusters that have an archive here.
    ///
    /// @return in order
    /// @throws IOException where the store fails
    public List<Id128> clusters() throws IOException {
        List<Id128> found = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> page = store.list(names.prefix(), after);
            if (page.isEmpty()) {
                return found;
            }
            for (String name : page) {
                Id128 cluster = names.clusterOf(name);
                after = name;
                if (cluster != null) {
                    found.add(cluster);
                    after = ArchiveNames.behind(names.cluster(cluster));
                    break;
                }
            }
        }
    }

    /// The groups of a cluster that have an archive.
    ///
    /// @param cluster which
    /// @return in order
    /// @throws IOException where the store fails
    public List<Integer> groups(Id128 cluster) throws IOException {
        List<Integer> found = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> page = store.list(names.cluster(cluster), after);
            if (page.isEmpty()) {
                return found;
            }
            for (String name : page) {
                int group = names.groupOf(name);
                after = name;
                if (group >= 0) {
                    found.add(group);
                    after = ArchiveNames.behind(names.group(cluster, group));
                    break;
                }
            }
        }
    }

    /// Looks at the archive of a group.
    ///
    /// @param cluster which
    /// @param group which
    /// @param whole whether every object is read and opened, not only the heads of pieces
    /// @return what there is, and what is wrong with it
    /// @throws IOException where the store fails
    public Group look(Id128 cluster, int group, boolean whole) throws IOException {
        GroupObjects objects = objects(cluster, group);
        List<String> faults = new ArrayList<>();
        PieceList pieces = PieceList.read(objects, whole, faults);
        var archived = new ArchivedSnapshots(objects);
        List<Found> snapshots = archived.all();
        if (whole) {
            checkManifest(objects, faults);
            for (Found found : snapshots) {
                try {
                    long _ = archived.read(found, OutputStream.nullOutputStream());
                } catch (DamagedObject e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return new Group(
                group,
                pieces.all().size(),
                pieces.first(),
                pieces.last(),
                snapshots.isEmpty() ? 0 : snapshots.getFirst().index(),
                pieces.gaps(),
                Restoration.end(pieces, snapshots),
                faults);
    }

    private GroupObjects objects(Id128 cluster, int group) {
        return new GroupObjects(store, names, key, cluster, group);
    }

    private static void checkManifest(GroupObjects objects, List<String> faults)
            throws IOException {
        String name = objects.manifestName();
        byte[] object = objects.get(name, GroupObjects.OBJECT_MAX);
        if (object == null) {
            return; // it is made again where it is missing
        }
        try {
            Manifest _ = objects.manifest(name, object);
        } catch (DamagedObject e) {
            faults.add(e.getMessage() + " (a server that runs makes it again)");
        }
    }

    /// Takes the state of a group as it is read.
    public interface Target {
        /// Begins anew.
        ///
        /// @throws IOException from the target
        void empty() throws IOException;

        /// Takes a snapshot, which replaces all before.
        ///
        /// @param file as the group wrote it; deleted after the call
        /// @throws IOException where it makes no sense
        void snapshot(Path file) throws IOException;

        /// Takes an entry, in order, without gaps from the snapshot on.
        ///
        /// @param entry from a piece
        /// @throws IOException from the target
        void entry(LogEntry entry) throws IOException;
    }

    /// How far the state of a group could be had.
    ///
    /// @param index the last entry that is in it; 0 where nothing is there
    /// @param term of that entry
    /// @param faults what could not be used, a line each
    public record Restored(long index, long term, List<String> faults) {}

    /// Brings a state machine to the furthest state that the archive of its group gives.
    ///
    /// @param cluster which
    /// @param group which
    /// @param scratch a folder for the snapshot
    /// @param target gets it
    /// @return how far
    /// @throws IOException where the store or the target fails
    public Restored restore(Id128 cluster, int group, Path scratch, Target target)
            throws IOException {
        return new Restoration(objects(cluster, group)).run(scratch, target);
    }

    /// Hands out the archived entries of a group from the oldest on, also those that a snapshot has
    /// made needless for its state: every piece is downloaded.
    ///
    /// @param cluster which
    /// @param group which
    /// @param last how far, such as [Restored#index]
    /// @param sink takes them in order, each once
    /// @return the entries up to `last` that cannot be had, oldest first: in no piece, in a damaged
    ///   one, or in one of another history
    /// @throws IOException where the store or the sink fails
    public List<ArchiveGap> entries(Id128 cluster, int group, long last, CommittedLog.Sink sink)
            throws IOException {
        return ArchivedEntries.read(objects(cluster, group), last, sink);
    }
}
