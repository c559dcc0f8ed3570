package dev.lode.storage.slice;

import java.io.IOException;
import java.util.List;

/// What one partition is served from: the chunks of one import, newest first.
///
/// Threads: immutable; published to readers as a whole.
final class Served {
    private final long id;
    private final SliceHeader header;
    private final List<Placement> placements;
    private final ImportFile[] files;

    Served(long id, SliceHeader header, List<Placement> placements, List<ImportFile> files) {
        this.id = id;
        this.header = header;
        this.placements = List.copyOf(placements);
        this.files = files.toArray(ImportFile[]::new);
    }

    /// The import that it came by.
    long id() {
        return id;
    }

    /// The header of its slice.
    SliceHeader header() {
        return header;
    }

    /// Where its chunks lie, in their order.
    List<Placement> placements() {
        return placements;
    }

    /// The files of its chunks, in their order: the array itself, for look-ups.
    ImportFile[] files() {
        return files;
    }

    /// Names all chunks in the directories of their files.
    void enter() throws IOException {
        for (int i = 0; i < files.length; i++) {
            files[i].enter(header.partition(), placements.get(i), header.chunks().get(i));
        }
    }

    /// Makes all chunks readable in their files.
    ///
    /// @throws DamagedSlice where the head of one is not what the slice says
    void adopt(String name) throws IOException {
        int partition = header.partition();
        for (int i = 0; i < files.length; i++) {
            if (!files[i].adopt(partition, placements.get(i), header.chunks().get(i))) {
                throw new DamagedSlice(
                        name,
                        0,
                        "a head is damaged: " + files[i].extent().damages().get(partition));
            }
        }
    }

    /// Gives all room back.
    ///
    /// @return whether the file system freed it
    boolean giveBack() throws IOException {
        boolean freed = true;
        for (int i = 0; i < files.length; i++) {
            freed &=
                    files[i].giveBack(
                            header.partition(), placements.get(i), header.chunks().get(i));
        }
        return freed;
    }
}
