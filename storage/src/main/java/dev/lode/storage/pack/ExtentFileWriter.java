package dev.lode.storage.pack;

import dev.lode.base.Id128;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Writes an extent into a file of its own, in one pass from rooms and cells in the order of their
/// keys.
///
/// Threads: owned by one. Memory: bounded, that of [ExtentWriter]. The file is whole and durable
/// when [#finish] has returned, under the name that it was created by; closing one that was not
/// finished removes it.
public final class ExtentFileWriter implements AutoCloseable {
    private static final int OUT_BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final Id128 content;
    private final ExtentPlan plan;
    private final FileChannel file;
    private final ExtentWriter extent;
    private boolean finished;
    private int plainBytesMax = 1;

    private ExtentFileWriter(Path path, Id128 content, ExtentPlan plan, FileChannel file) {
        this.path = path;
        this.content = content;
        this.plan = plan;
        this.file = file;
        extent = new ExtentWriter(file, Header.AREA_BYTES, plan);
    }

    /// Begins an extent.
    ///
    /// @param path the file; replaced where it is there
    /// @param content which hunt's content it adds to: the id of the pack's secret
    /// @param plan what it will hold
    /// @return the writer
    /// @throws IOException where the file cannot be made
    public static ExtentFileWriter create(Path path, Id128 content, ExtentPlan plan)
            throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return new ExtentFileWriter(path, content, plan, file);
    }

    /// The file that is written.
    ///
    /// @return its path
    public Path path() {
        return path;
    }

    /// Adds the next room.
    ///
    /// @param fingerprint above every one before, unsigned
    /// @param ordinal that the hunt gave it
    /// @throws IOException where the disk refuses
    public void room(long fingerprint, int ordinal) throws IOException {
        extent.room(fingerprint, ordinal);
    }

    /// Adds the next cell of the room that was added last.
    ///
    /// @param key above every one before, unsigned
    /// @param stored holds its LZ4 block
    /// @param offset of the block's first byte
    /// @param storedBytes of the block
    /// @param plainBytes of the document in it
    /// @throws IOException where the disk refuses
    public void cell(long key, byte[] stored, int offset, int storedBytes, int plainBytes)
            throws IOException {
        extent.cell(key, stored, offset, storedBytes, plainBytes);
        plainBytesMax = Math.max(plainBytesMax, plainBytes);
    }

    /// Has the disk write what was written so far, so that the end does not find all of it waiting.
    ///
    /// @throws IOException where the disk refuses
    public void sync() throws IOException {
        file.force(false);
    }

    /// Ends the extent and makes it durable; its name in the folder is the caller's to make so.
    ///
    /// @return what it says of itself
    /// @throws IOException where the disk refuses
    public PackInfo finish() throws IOException {
        ExtentPlace place = extent.finish(plainBytesMax);
        var out = new Region(file, OUT_BUFFER_BYTES, place.blobsEnd());
        out.fillTo(ChunkShape.aligned(out.position()), (byte) 0);
        long rooms = 0;
        long cells = 0;
        for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
            rooms += plan.rooms(partition);
            cells += plan.cells(partition);
        }
        var info =
                new PackInfo(
                        Header.FORMAT,
                        rooms,
                        cells,
                        0,
                        plan.partitions(),
                        plainBytesMax,
                        out.position() + Footer.BYTES,
                        extent.plainBytes(),
                        extent.storedBytes(),
                        0,
                        content,
                        Footer.NO_ROOT);
        byte[] footer = new Footer(info, sections(place, out.position())).bytes();
        out.put(footer, 0, footer.length);
        byte[] header =
                new Header(
                                SealedKind.EXTENT,
                                Header.FORMAT,
                                info.bytes(),
                                content,
                                Footer.check(footer))
                        .bytes();
        out.moveTo(0);
        out.put(header, 0, header.length);
        out.flush();
        file.force(true);
        finished = true;
        return info;
    }

    private List<Section> sections(ExtentPlace place, long end) {
        var sections = new ArrayList<Section>();
        for (Section.Kind kind : Section.Kind.ALWAYS) {
            sections.add(
                    switch (kind) {
                        case HEADS ->
                                new Section(
                                        kind,
                                        extent.directoryCheck(),
                                        place.headsAt(),
                                        place.headsEnd() - place.headsAt(),
                                        0);
                        case BLOBS ->
                                new Section(
                                        kind,
                                        0,
                                        place.blobsAt(),
                                        place.blobsEnd() - place.blobsAt(),
                                        0);
                        case GRAPH, KEYS, META, DICTIONARY -> new Section(kind, 0, end, 0, end);
                    });
        }
        return sections;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (!finished) {
                Files.deleteIfExists(path);
            }
        }
    }
}
