package dev.lode.storage.archive;

import dev.lode.storage.archive.SnapshotUpload.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// The snapshots of a group as they lie in a store.
///
/// Threads: as the store.
final class ArchivedSnapshots {
    private final GroupObjects objects;

    ArchivedSnapshots(GroupObjects objects) {
        this.objects = objects;
    }

    private String name(long index, int part) {
        return objects.folder() + ArchiveNames.snapshot(index, part);
    }

    /// Whole ones as far as names tell, newest first.
    List<Found> all() throws IOException {
        List<Found> whole = new ArrayList<>();
        for (Found found : SnapshotUpload.listed(objects.store(), objects.folder(), 0)) {
            byte[] head = objects.get(name(found.index(), 0), ObjectHead.BYTES);
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

    /// Reads one, every part checked against the one before.
    ///
    /// @param out gets the file
    /// @return the term of its index
    long read(Found found, OutputStream out) throws IOException {
        ObjectHash previous = ObjectHash.NONE;
        long term = 0;
        for (int part = 0; part < found.parts(); part++) {
            String name = name(found.index(), part);
            byte[] object = objects.get(name);
            byte[] content =
                    objects.open(name, object, ObjectHead.Kind.SNAPSHOT, found.index(), part);
            ObjectHead head = ObjectHead.read(object);
            if (!head.previousHash().equals(previous) || head.count() != found.parts()) {
                throw new DamagedObject(name + " does not follow the part before it");
            }
            previous = ArchiveKey.hash(object);
            term = head.last();
            out.write(content);
        }
        return term;
    }
}
