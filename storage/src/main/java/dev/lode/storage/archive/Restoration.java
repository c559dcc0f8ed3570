package dev.lode.storage.archive;

import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.ArchiveReader.Target;
import dev.lode.storage.archive.PieceList.Link;
import dev.lode.storage.archive.PieceList.Listed;
import dev.lode.storage.archive.SnapshotUpload.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way from the archive of a group to its state: the snapshot and the pieces behind it that
/// lead furthest.
///
/// Threads: owned by one.
final class Restoration {
    /* Implementation: a piece is used behind a piece only if it carries the hash of that one. The
     * first behind a snapshot may follow one that is not there any more, because all before is in
     * the snapshot; where that one is there, it is held against it, too. So a piece of another
     * history that was sealed with the same key ends a way, wherever it lies.
     */
    private final GroupObjects objects;
    private final ArchivedSnapshots snapshots;
    private final List<String> faults = new ArrayList<>();

    Restoration(GroupObjects objects) {
        this.objects = objects;
        snapshots = new ArchivedSnapshots(objects);
    }

    /// A way to a state.
    ///
    /// @param snapshot where it begins; null for the beginning of the log
    /// @param before the piece before the first one used; null where there is none to hold it
    ///   against
    /// @param pieces to be replayed
    /// @param end last index that it leads to
    private record Plan(
            @Nullable Found snapshot, @Nullable Listed before, List<Listed> pieces, long end) {
        long base() {
            return snapshot == null ? 0 : snapshot.index();
        }
    }

    /// The last index to which a way leads, as far as heads tell.
    static long end(PieceList pieces, List<Found> snapshots) {
        return plans(pieces, snapshots).getFirst().end;
    }

    /// All ways, the one that leads furthest first; of two the one with less to replay.
    private static List<Plan> plans(PieceList pieces, List<Found> snapshots) {
        List<Plan> plans = new ArrayList<>();
        for (Found snapshot : snapshots) {
            plans.add(plan(snapshot, pieces.all()));
        }
        plans.add(plan(null, pieces.all()));
        plans.sort(Comparator.comparingLong(Plan::end).reversed()); // stable: newest base first
        return plans;
    }

    private static Plan plan(@Nullable Found snapshot, List<Listed> pieces) {
        List<Listed> used = new ArrayList<>();
        Listed before = null;
        long end = snapshot == null ? 0 : snapshot.index();
        for (Listed piece : pieces) {
            if (piece.head().last() <= end) {
                before = used.isEmpty() ? piece : before;
                continue;
            }
            boolean mayBegin = used.isEmpty() && snapshot != null;
            if (piece.head().first() > end + 1
                    || piece.link() == Link.CONTRADICTS
                    || (piece.link() == Link.BEHIND_A_HOLE && !mayBegin)) {
                break;
            }
            if (used.isEmpty() && piece.link() != Link.FOLLOWS) {
                before = null;
            }
            used.add(piece);
            end = piece.head().last();
        }
        return new Plan(snapshot, before, used, end);
    }

    /// Goes the best way that can be gone.
    ///
    /// @param scratch a folder for the snapshot
    /// @param target gets it
    Restored run(Path scratch, Target target) throws IOException {
        PieceList pieces = PieceList.read(objects, false, faults);
        for (Plan plan : plans(pieces, snapshots.all())) {
            long term = 0;
            if (plan.snapshot == null) {
                target.empty();
            } else {
                try {
                    term = load(plan.snapshot, scratch, target);
                } catch (DamagedObject e) {
                    faults.add(String.valueOf(e.getMessage()));
                    continue;
                }
            }
            return replay(plan, term, target, pieces.last());
        }
        throw new IllegalStateException("there is always the plan without a snapshot");
    }

    private long load(Found snapshot, Path scratch, Target target) throws IOException {
        Path file = Files.createTempFile(scratch, "snapshot", ".lode");
        try {
            long term;
            try (OutputStream out = Files.newOutputStream(file)) {
                term = snapshots.read(snapshot, out);
            }
            target.snapshot(file);
            return term;
        } finally {
            Files.delete(file);
        }
    }

    private Restored replay(Plan plan, long termBefore, Target target, long last)
            throws IOException {
        long index = plan.base();
        long term = termBefore;
        ObjectHash hash = hash(plan.before);
        for (Listed piece : plan.pieces) {
            List<LogEntry> entries;
            try {
                byte[] object = objects.get(piece.name());
                entries = objects.entries(piece.name(), object, piece.head().first());
                if (hash != null && !ObjectHead.read(object).previousHash().equals(hash)) {
                    throw new DamagedObject(
                            piece.name()
                                    + " does not follow the piece before it: they are of two"
                                    + " histories");
                }
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
        if (index < last) {
            faults.add(
                    "entries %d to %d cannot be used: no whole snapshot leads over what is missing"
                                    .formatted(index + 1, last)
                            + " before them");
        }
        return new Restored(index, term, faults);
    }

    /// The hash of a piece that is not replayed; null where it cannot be had, and then the snapshot
    /// alone vouches for what is before.
    private @Nullable ObjectHash hash(@Nullable Listed piece) throws IOException {
        if (piece == null) {
            return null;
        }
        try {
            byte[] object = objects.get(piece.name());
            List<LogEntry> _ = objects.entries(piece.name(), object, piece.head().first());
            return ArchiveKey.hash(object);
        } catch (DamagedObject _) {
            return null; // verify names it
        }
    }
}
