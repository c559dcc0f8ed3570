package dev.lode.storage.archive;

import dev.lode.base.Id128;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The objects of one group in a store: called by their place in its folder, and opened only where
/// they are what their name says.
///
/// Threads: as the store. Errors: [IOException] where the store fails, [DamagedObject] with the
/// name in front.
final class GroupObjects {
    /// Longer than any object.
    static final int OBJECT_MAX = (64 << 20) + (16 << 20) + (1 << 16);

    private final ArchiveStore store;
    private final ArchiveKey key;
    private final Id128 cluster;
    private final int group;
    private final String folder;

    GroupObjects(ArchiveStore store, ArchiveNames names, ArchiveKey key, Id128 cluster, int group) {
        this.store = store;
        this.key = key;
        this.cluster = cluster;
        this.group = group;
        folder = names.group(cluster, group);
    }

    ArchiveStore store() {
        return store;
    }

    String folder() {
        return folder;
    }

    String manifestName() {
        return folder + ArchiveNames.MANIFEST;
    }

    String pieceName(long first) {
        return folder + ArchiveNames.piece(first);
    }

    /// The next page of the names of one kind, as the store calls them.
    List<String> list(String kind, String after) throws IOException {
        return store.list(folder + kind, after);
    }

    /// The index in the name of a piece or snapshot.
    long indexOf(String name, String kind) {
        return ArchiveNames.indexOf(name.substring(folder.length()), kind);
    }

    byte @Nullable [] get(String name, int bytesMax) throws IOException {
        return store.get(name, bytesMax);
    }

    /// An object that must be there, whole.
    byte[] get(String name) throws IOException {
        byte[] object = store.get(name, OBJECT_MAX);
        if (object == null) {
            throw new DamagedObject(name + " is missing");
        }
        return object;
    }

    /// The head of an object, of which no more need be there; only what it says of itself is
    /// checked.
    ObjectHead head(String name, byte[] object, ObjectHead.Kind kind, long first, int part)
            throws DamagedObject {
        try {
            return named(ObjectHead.read(object), kind, first, part);
        } catch (DamagedObject e) {
            throw e.in(name);
        }
    }

    /// The plain content of an object, everything checked.
    byte[] open(String name, byte[] object, ObjectHead.Kind kind, long first, int part)
            throws DamagedObject {
        try {
            ObjectHead _ = named(ArchiveKey.check(object), kind, first, part);
            return key.open(object);
        } catch (DamagedObject e) {
            throw e.in(name);
        }
    }

    /// The entries of a piece, everything checked.
    List<LogEntry> entries(String name, byte[] object, long first) throws DamagedObject {
        byte[] content = open(name, object, ObjectHead.Kind.PIECE, first, 0);
        try {
            return Piece.read(ObjectHead.read(object), content);
        } catch (DamagedObject e) {
            throw e.in(name);
        }
    }

    /// What a manifest says, everything checked.
    Manifest manifest(String name, byte[] object) throws DamagedObject {
        byte[] content = open(name, object, ObjectHead.Kind.MANIFEST, 0, 0);
        try {
            return Manifest.decode(content);
        } catch (DamagedObject e) {
            throw e.in(name);
        }
    }

    private ObjectHead named(ObjectHead head, ObjectHead.Kind kind, long first, int part)
            throws DamagedObject {
        if (!head.cluster().equals(cluster) || head.group() != group) {
            throw new DamagedObject(
                    "is another object than its name says: it belongs to group "
                            + head.group()
                            + " of cluster "
                            + head.cluster());
        }
        if (head.kind() != kind || head.first() != first || head.part() != part) {
            throw new DamagedObject("is another object than its name says");
        }
        return head;
    }
}
