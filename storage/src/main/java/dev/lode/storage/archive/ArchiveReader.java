package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.storage.archive.SnapshotUpload.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an archive: what is in it, whether it is sound, and the state that can be had from it.
///
/// Threads: owned by one. Errors: [IOException] where the store fails; what is damaged is reported.
public final class ArchiveReader {
    private static final int OBJECT_MAX = (64 << 20) + (16 << 20) + (1 << 16);

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

    private record Listed(String name, ObjectHead head) {}

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
        List<String> faults = new ArrayList<>();
        List<Listed> pieces = pieces(cluster, group, whole, faults);
        List<ArchiveGap> gaps = new ArrayList<>();
        long last = 0;
        for (Listed piece : pieces) {
            if (piece.head.first() > last + 1) {
                gaps.add(new ArchiveGap(last + 1, piece.head.first() - 1));
            }
            last = Math.max(last, piece.head.last());
        }
        List<Found> snapshots = snapshots(cluster, group);
        if (whole) {
            checkManifest(cluster, group, faults);
            for (Found found : snapshots) {
                try {
                    readSnapshot(cluster, group, found, OutputStream.nullOutputStream());
                } catch (DamagedObject e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return new Group(
                group,
                pieces.size(),
                pieces.isEmpty() ? 0 : pieces.getFirst().head.first(),
                last,
                snapshots.isEmpty() ? 0 : snapshots.getFirst().index(),
                gaps,
                plans(pieces, snapshots).getFirst().end,
                faults);
    }

    private void checkManifest(Id128 cluster, int group, List<String> faults) throws IOException {
        String name = names.group(cluster, group) + ArchiveNames.MANIFEST;
        byte[] object = store.get(name, OBJECT_MAX);
        if (object == null) {
            return; // it is made again where it is missing
        }
        try {
            Manifest _ =
                    Manifest.decode(
                            open(name, object, ObjectHead.Kind.MANIFEST, cluster, group, 0, 0));
        } catch (DamagedObject e) {
            faults.add(e.getMessage() + " (a server that runs makes it again)");
        }
    }

    /// The pieces of a group, in order; those that are not what they should be are faults.
    private List<Listed> pieces(Id128 cluster, int group, boolean whole, List<String> faults)
            throws IOException {
        String folder = names.group(cluster, group);
        List<Listed> pieces = new ArrayList<>();
        ObjectHash hash = ObjectHash.NONE;
        String after = "";
        while (true) {
            List<String> page = store.list(folder + ArchiveNames.PIECES, after);
            if (page.isEmpty()) {
                return pieces;
            }
            for (String name : page) {
                after = name;
                byte[] object = store.get(name, whole ? OBJECT_MAX : ObjectHead.BYTES);
                if (object == null) {
                    faults.add(name + " was listed and is not there");
                    continue;
                }
                long first =
                        ArchiveNames.indexOf(name.substring(folder.length()), ArchiveNames.PIECES);
                try {
                    ObjectHead head = ObjectHead.read(object);
                    named(name, head, ObjectHead.Kind.PIECE, cluster, group, first, 0);
                    if (whole) {
                        byte[] content =
                                open(name, object, ObjectHead.Kind.PIECE, cluster, group, first, 0);
                        List<LogEntry> _ = Piece.read(head, content);
                    }
                    follows(name, head, pieces, whole ? hash : head.previousHash());
                    pieces.add(new Listed(name, head));
                    hash = whole ? ArchiveKey.hash(object) : ObjectHash.NONE;
                } catch (DamagedObject e) {
                    String text = String.valueOf(e.getMessage());
                    faults.add(text.startsWith(name) ? text : name + " " + text);
                }
            }
        }
    }

    private static void follows(
            String name, ObjectHead head, List<Listed> pieces, ObjectHash expected)
            throws DamagedObject {
        long first = pieces.isEmpty() ? 0 : pieces.getLast().head.first();
        long last = pieces.isEmpty() ? 0 : pieces.getLast().head.last();
        if (head.previousFirst() != first
                || head.previousLast() != last
                || !head.previousHash().equals(expected)) {
            throw new DamagedObject(
                    name
                            + " follows "
                            + (head.previousFirst() == 0
                                    ? "nothing"
                                    : ArchiveNames.piece(head.previousFirst()))
                            + ", which is missing, damaged, or not the one before it");
        }
    }

    /// Whole snapshots as far as names tell, newest first.
    private List<Found> snapshots(Id128 cluster, int group) throws IOException {
        String folder = names.group(cluster, group);
        List<Found> whole = new ArrayList<>();
        for (Found found : SnapshotUpload.listed(store, folder, 0)) {
            String name = folder + ArchiveNames.snapshot(found.index(), 0);
            byte[] head = store.get(name, ObjectHead.BYTES);
            try {
                if (head != null && ObjectHead.read(head).count() == found.parts()) {
                    whole.add(found);
                }
            } catch (DamagedObject _) {
                whole.add(found); // said when it is read
            }
        }
        return whole.reversed();
    }

    private void readSnapshot(Id128 cluster, int group, Found found, OutputStream out)
            throws IOException {
        String folder = names.group(cluster, group);
        ObjectHash previous = ObjectHash.NONE;
        for (int part = 0; part < found.parts(); part++) {
            String name = folder + ArchiveNames.snapshot(found.index(), part);
            byte[] object = store.get(name, OBJECT_MAX);
            if (object == null) {
                throw new DamagedObject(name + " is missing");
            }
            byte[] content =
                    open(
                            name,
                            object,
                            ObjectHead.Kind.SNAPSHOT,
                            cluster,
                            group,
                            found.index(),
                            part);
            ObjectHead head = ObjectHead.read(object);
            if (!head.previousHash().equals(previous) || head.count() != found.parts()) {
                throw new DamagedObject(name + " does not follow the part before it");
            }
            previous = ArchiveKey.hash(object);
            out.write(content);
        }
    }

    private byte[] open(
            String name,
            byte[] object,
            ObjectHead.Kind kind,
            Id128 cluster,
            int group,
            long first,
            int part)
            throws DamagedObject {
        try {
            named(name, ArchiveKey.check(object), kind, cluster, group, first, part);
            return key.open(object);
        } catch (DamagedObject e) {
            throw String.valueOf(e.getMessage()).startsWith(name) ? e : e.in(name);
        }
    }

    private static void named(
            String name,
            ObjectHead head,
            ObjectHead.Kind kind,
            Id128 cluster,
            int group,
            long first,
            int part)
            throws DamagedObject {
        if (head.kind() != kind
                || !head.cluster().equals(cluster)
                || head.group() != group
                || head.first() != first
                || head.part() != part) {
            throw new DamagedObject(name + " is another object than its name says");
        }
    }

    /// A way to a state: a snapshot, or none, and the pieces behind it.
    private record Plan(@Nullable Found snapshot, List<Listed> pieces, long end) {}

    /// All ways, the one that leads furthest first; of two the one with less to replay.
    private static List<Plan> plans(List<Listed> pieces, List<Found> snapshots) {
        List<Plan> plans = new ArrayList<>();
        for (Found snapshot : snapshots) {
            plans.add(plan(snapshot, snapshot.index(), pieces));
        }
        plans.add(plan(null, 0, pieces));
        plans.sort(Comparator.comparingLong(Plan::end).reversed()); // stable: newest base first
        return plans;
    }

    private static Plan plan(@Nullable Found base, long index, List<Listed> pieces) {
        List<Listed> used = new ArrayList<>();
        long end = index;
        for (Listed piece : pieces) {
            if (piece.head.last() <= end) {
                continue;
            }
            if (piece.head.first() > end + 1) {
                break;
            }
            used.add(piece);
            end = piece.head.last();
        }
        return new Plan(base, used, end);
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
        List<String> faults = new ArrayList<>();
        List<Listed> pieces = pieces(cluster, group, false, faults);
        for (Plan plan : plans(pieces, snapshots(cluster, group))) {
            long term = 0;
            Found snapshot = plan.snapshot;
            if (snapshot != null) {
                try {
                    term = load(cluster, group, snapshot, scratch, target);
                } catch (DamagedObject e) {
                    faults.add(String.valueOf(e.getMessage()));
                    continue;
                }
            } else {
                target.empty();
            }
            return replay(cluster, group, plan, term, target, faults);
        }
        throw new IllegalStateException("there is always the plan without a snapshot");
    }

    private long load(Id128 cluster, int group, Found snapshot, Path scratch, Target target)
            throws IOException {
        Path file = Files.createTempFile(scratch, "snapshot", ".lode");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                readSnapshot(cluster, group, snapshot, out);
            }
            target.snapshot(file);
        } finally {
            Files.delete(file);
        }
        String name = names.group(cluster, group) + ArchiveNames.snapshot(snapshot.index(), 0);
        byte[] head = store.get(name, ObjectHead.BYTES);
        if (head == null) {
            throw new DamagedObject(name + " is missing");
        }
        return ObjectHead.read(head).last();
    }

    private Restored replay(
            Id128 cluster,
            int group,
            Plan plan,
            long termBefore,
            Target target,
            List<String> faults)
            throws IOException {
        long index = plan.snapshot == null ? 0 : plan.snapshot.index();
        long term = termBefore;
        @Nullable ObjectHash hash = null;
        for (Listed piece : plan.pieces) {
            List<LogEntry> entries;
            try {
                byte[] object = store.get(piece.name, OBJECT_MAX);
                if (object == null) {
                    throw new DamagedObject(piece.name + " is missing");
                }
                byte[] content =
                        open(
                                piece.name,
                                object,
                                ObjectHead.Kind.PIECE,
                                cluster,
                                group,
                                piece.head.first(),
                                0);
                ObjectHead head = ObjectHead.read(object);
                if (hash != null && !head.previousHash().equals(hash)) {
                    throw new DamagedObject(piece.name + " does not follow the piece before it");
                }
                entries = Piece.read(head, content);
                hash = ArchiveKey.hash(object);
            } catch (DamagedObject e) {
                faults.add(e.getMessage() + "; entries behind " + index + " cannot be used");
                return new Restored(index, term, faults);
            }
            for (LogEntry entry : entries) {
                if (entry.index() > index) {
                    target.entry(entry);
                    index = entry.index();
                    term = entry.term();
                }
            }
        }
        return new Restored(index, term, faults);
    }
}
