package dev.lode.storage.slice;

import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one partition is served from: the chunks of one import, newest first.
///
/// Threads: any; published to readers as a whole. Who reads without a pin is a participant of the
/// folder's epochs and forgets it when it passes.
public final class ImportedPartition {
    private final long id;
    private final SliceHeader header;
    private final List<Placement> placements;
    private final ImportFile[] files;
    private final CellSource[] sources;
    private int pins;
    private @Nullable Release release;

    /// What gives the room of an import back.
    @FunctionalInterface
    interface Release {
        void run() throws IOException;
    }

    /// Binds an import to where it lies.
    ///
    /// @param firstSource the number of its first source; each has one more
    /// @param dictionary what the blobs of chunks refer to that came from a pack with one
    ImportedPartition(
            long id,
            SliceHeader header,
            List<Placement> placements,
            List<ImportFile> files,
            int firstSource,
            @Nullable BlobDictionary dictionary) {
        this.id = id;
        this.header = header;
        this.placements = List.copyOf(placements);
        this.files = files.toArray(ImportFile[]::new);
        sources = new CellSource[this.files.length];
        for (int i = 0; i < sources.length; i++) {
            boolean refers = header.chunks().get(i).refers();
            sources[i] =
                    new CellSource(
                            firstSource + i,
                            this.files[i].extent(),
                            this.files[i].blobs(),
                            refers ? dictionary : null);
        }
    }

    /// The import that it came by.
    long id() {
        return id;
    }

    /// The header of its slice.
    ///
    /// @return what the slice said of itself, its log position among it
    public SliceHeader header() {
        return header;
    }

    /// Where its cells are read from.
    ///
    /// @return newest first; the array itself, for look-ups
    public CellSource[] sources() {
        return sources;
    }

    /// Finds a cell: asks the chunks, newest first.
    ///
    /// @param first the newest chunk that is asked, from 0
    /// @param cell its key
    /// @param into filled in where the cell is there, the number of its source among it, else left
    ///   as it was
    /// @return whether it is there
    public boolean find(int first, long cell, CellRef into) {
        for (int i = first; i < sources.length; i++) {
            if (sources[i].extent().find(cell, into)) {
                into.file = sources[i].number();
                return true;
            }
        }
        return false;
    }

    /// The source of a number.
    ///
    /// @param number as [#find] has filled it in
    /// @return null where it is that of another import
    public @Nullable CellSource source(int number) {
        for (CellSource source : sources) {
            if (source.number() == number) {
                return source;
            }
        }
        return null;
    }

    /// Keeps the room of it from being given back, for one who reads it for long.
    ///
    /// @return false where it has been given back
    boolean pin() {
        synchronized (placements) {
            if (pins < 0) {
                return false;
            }
            pins++;
            return true;
        }
    }

    /// Ends a pin; the last one gives the room back where that had to wait.
    void unpin() throws IOException {
        Release waiting;
        synchronized (placements) {
            pins--;
            waiting = pins == 0 ? release : null;
            if (waiting != null) {
                pins = -1;
            }
        }
        if (waiting != null) {
            waiting.run();
        }
    }

    /// Gives the room back now, or with the last pin.
    void retire(Release how) throws IOException {
        synchronized (placements) {
            if (pins > 0) {
                release = how;
                return;
            }
            pins = -1;
        }
        how.run();
    }

    /// Where its chunks lie, in their order.
    List<Placement> placements() {
        return placements;
    }

    /// The files of its chunks, in their order.
    ImportFile[] files() {
        return files;
    }

    /// Its chunks as layers of another slice.
    ///
    /// @return newest first
    public List<SliceSource.Layer> layers() {
        var layers = new ArrayList<SliceSource.Layer>();
        for (int i = 0; i < files.length; i++) {
            var chunk = header.chunks().get(i);
            layers.add(
                    new SliceSource.Layer(
                            chunk.kind(), chunk.origin(), files[i].path(), files[i].place()));
        }
        return layers;
    }

    /// Names all chunks in the directories of their files.
    void enter() throws IOException {
        for (int i = 0; i < files.length; i++) {
            files[i].enter(header.partition(), placements.get(i), header.chunks().get(i));
        }
    }

    /// Makes a chunk readable in its file.
    ///
    /// @throws DamagedSlice where its head is not what the slice says
    void adopt(String name, int chunk) throws IOException {
        int partition = header.partition();
        var file = files[chunk];
        if (!file.adopt(partition, placements.get(chunk), header.chunks().get(chunk))) {
            throw new DamagedSlice(
                    name, 0, "a head is damaged: " + file.extent().damages().get(partition));
        }
    }

    /// Undoes what [#adopt] has done, where nobody was shown it.
    void forget() {
        for (ImportFile file : files) {
            file.extent().drop(header.partition());
        }
    }

    /// A run of the content and where it lies.
    ///
    /// @param start in the content
    /// @param at in the file
    record Range(ImportFile file, long start, long at, long bytes) {}

    /// Where the content lies, in its order.
    List<Range> ranges() {
        var ranges = new ArrayList<Range>();
        long start = 0;
        for (int i = 0; i < files.length; i++) {
            var chunk = header.chunks().get(i);
            var placement = placements.get(i);
            ranges.add(new Range(files[i], start, placement.headAt(), chunk.headBytes()));
            start += chunk.headBytes();
            ranges.add(new Range(files[i], start, placement.blobsAt(), chunk.blobBytes()));
            start += chunk.blobBytes();
        }
        return ranges;
    }

    /// Reads content back until a buffer is full.
    void read(ByteBuffer into, long offset) throws IOException {
        int end = into.limit();
        int from = into.position();
        for (Range range : ranges()) {
            long next = offset + into.position() - from;
            long left = range.start() + range.bytes() - next;
            if (left > 0 && next >= range.start() && into.position() < end) {
                into.limit((int) Math.min(end, into.position() + left));
                range.file().read(into, range.at() + next - range.start());
                into.limit(end);
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
