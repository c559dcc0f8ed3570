package dev.lode.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A snapshot on its way to the archive, part by part, each carrying the hash of the one before.
///
/// Threads: owned by the archiver. The file is held open, so that it may be deleted meanwhile.
final class SnapshotUpload {
    static final SnapshotUpload NONE = new SnapshotUpload(null, null, null, "", 0, 0, 0);

    private final @Nullable FileChannel file;
    private final CommittedLog.@Nullable Snapshot snapshot;
    private final GroupArchive.@Nullable Common common;
    private final String folder;
    private final int group;
    private final long bytes;
    private final int parts;
    private int part;
    private ObjectHash previous = ObjectHash.NONE;

    private SnapshotUpload(
            @Nullable FileChannel file,
            CommittedLog.@Nullable Snapshot snapshot,
            GroupArchive.@Nullable Common common,
            String folder,
            int group,
            long bytes,
            int parts) {
        this.file = file;
        this.snapshot = snapshot;
        this.common = common;
        this.folder = folder;
        this.group = group;
        this.bytes = bytes;
        this.parts = parts;
    }

    static SnapshotUpload open(
            CommittedLog.Snapshot snapshot, GroupArchive.Common common, int group, String folder)
            throws IOException {
        FileChannel file = FileChannel.open(snapshot.file(), StandardOpenOption.READ);
        long bytes = file.size();
        int parts = Math.toIntExact(Math.ceilDiv(bytes, common.config().pieceBytes()));
        return new SnapshotUpload(file, snapshot, common, folder, group, bytes, parts);
    }

    long index() {
        return snapshot == null ? 0 : snapshot.index();
    }

    long bytes() {
        return bytes;
    }

    /// Sends the next part.
    ///
    /// @return whether it was the last
    /// @throws DamagedObject where another content is there already
    boolean step(ArchiveStore store) throws IOException {
        if (file == null || snapshot == null || common == null) {
            return true;
        }
        long at = (long) part * common.config().pieceBytes();
        byte[] content = new byte[(int) Math.min(common.config().pieceBytes(), bytes - at)];
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException(snapshot.file() + " was cut while it was archived");
            }
        }
        var head =
                new ObjectHead(
                        ObjectHead.Kind.SNAPSHOT,
                        common.cluster(),
                        group,
                        part,
                        snapshot.index(),
                        snapshot.term(),
                        parts,
                        0,
                        0,
                        previous,
                        0,
                        0);
        byte[] object = common.key().seal(head, content, content.length, common.turns());
        String name = folder + ArchiveNames.snapshot(snapshot.index(), part);
        common.pace().bytes(object.length);
        if (store.putIfAbsent(name, object) == ArchiveStore.Put.EXISTS
                && !Arrays.equals(object, store.get(name, object.length + 1))) {
            throw new DamagedObject(name + " is there with another content");
        }
        previous = ArchiveKey.hash(object);
        part++;
        return part == parts;
    }

    void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException _) {
                // it was only read
            }
        }
    }

    /// A snapshot of the archive, all of whose parts are listed.
    ///
    /// @param index its index; 0 for none
    /// @param parts how many
    /// @param bytes their length together, about
    record Found(long index, int parts, long bytes) {
        static final Found NONE = new Found(0, 0, 0);
    }

    /// The newest snapshot behind an index, all of whose parts are listed.
    static Found newestWhole(ArchiveStore store, String folder, long behind) throws IOException {
        Found newest = Found.NONE;
        for (Found found : listed(store, folder, behind)) {
            byte[] head =
                    store.get(folder + ArchiveNames.snapshot(found.index, 0), ObjectHead.BYTES);
            if (head == null) {
                continue;
            }
            try {
                ObjectHead first = ObjectHead.read(head);
                if (first.count() == found.parts) {
                    newest =
                            new Found(
                                    found.index,
                                    found.parts,
                                    (long) first.bodyBytes() * found.parts);
                }
            } catch (DamagedObject _) {
                // not one to restore from; verify names it
            }
        }
        return newest;
    }

    /// All snapshots behind an index, oldest first, with as many parts as are there.
    static List<Found> listed(ArchiveStore store, String folder, long behind) throws IOException {
        var found = new ArrayList<Found>();
        String after = behind == 0 ? "" : folder + ArchiveNames.snapshot(behind, Integer.MAX_VALUE);
        while (true) {
            List<String> names = store.list(folder + ArchiveNames.SNAPSHOTS, after);
            if (names.isEmpty()) {
                return found;
            }
            for (String name : names) {
                after = name;
                long index =
                        ArchiveNames.indexOf(
                                name.substring(folder.length()), ArchiveNames.SNAPSHOTS);
                if (!found.isEmpty() && found.getLast().index == index) {
                    found.addLast(new Found(index, found.removeLast().parts + 1, 0));
                } else {
                    found.addLast(new Found(index, 1, 0));
                }
            }
        }
    }
}
