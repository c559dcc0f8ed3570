package dev.lode.storage.pack;

import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Writes a pack from rooms, cells and keys in any order.
///
/// Cells come one by one ([#addCell]) or in batches that other threads made ready ([#newBatch],
/// [#add]); the pack is the same. A writer that was told which input it packs notes with each run
/// where the input stood ([#spill]); where such a pack is killed, [#create] for the same input goes
/// on from the last note.
///
/// Threads: owned by one, beside those that it starts; batches are filled by any. Memory: the bytes
/// of the sort or, while merging, as much for the runs; the keys; 16 MiB of counts, directory and
/// buffers; never the content, whatever its size. Disk: runs of about the size of the pack, beside
/// it or in the folder that the options name. Errors: where anything fails, or this is closed
/// before [#finish], nothing stays behind; a pack appears under its name only when all of it is on
/// the disk. What a killed pack has left is taken up or removed, and said, by the next one.
public final class PackWriter implements AutoCloseable {
    /// The longest public description of a hunt.
    public static final int META_BYTES_MAX = 16 << 20;

    /// The sort's memory is shared out: three eighths to the cells that come in, as much to those
    /// that are being written out, the rest to rooms and keys.
    private static final int SORT_SHARES = 8;

    private static final int CELL_SHARES = 3;

    /// Cells that come one by one are gathered up to so many bytes.
    private static final int SINGLE_BYTES = 64 << 10;

    private static final int SINGLES = 64;

    private final PackOptions options;
    private final Compression compression;
    private final WorkFiles files;
    private final RunSet runs;
    private final Spiller spiller;
    private final ExtentPlan plan = new ExtentPlan();
    private final List<byte[]> marks;
    private final CellBatch single;
    private final Labels labels;
    private SortBuffer cells;
    private long cellsTotal;
    private long blobBytes;
    private int plainBytesMax = 1;
    private long writtenBytes; // of cells

    private PackWriter(
            PackOptions options, Compression compression, WorkFiles files, Optional<String> input)
            throws IOException {
        this.options = options;
        this.compression = compression;
        this.files = files;
        runs = new RunSet(files.runs(), files.blobs(), options.sortBytes(), options.mergeRunsMax());
        long share = options.sortBytes() / SORT_SHARES;
        labels =
                new Labels(
                        runs, plan, new SortBuffer(options.sortBytes() - 2 * CELL_SHARES * share));
        cells = new SortBuffer(CELL_SHARES * share);
        var checkpoints = new Checkpoints(files.runs(), files.blobs());
        if (files.resumed()) {
            marks = takeUp(checkpoints.find(options.workers()));
        } else {
            marks = List.of();
            if (input.isPresent()) {
                checkpoints.begin(input.get());
            }
        }
        spiller = new Spiller(runs, checkpoints, new SortBuffer(CELL_SHARES * share));
        single = newBatch();
    }

    /// Begins a pack; removes what an earlier one left.
    ///
    /// @param pack the file to be, such as `world.lode`; replaced when the new one is whole
    /// @param options how
    /// @return the writer
    /// @throws IOException where the folder cannot be written or another pack is being written
    ///   there
    public static PackWriter create(Path pack, PackOptions options) throws IOException {
        return create(pack, options, new byte[0], Optional.empty(), true);
    }

    /// Begins a pack of an input that can be told from others, or goes on with one that was killed
    /// while it read the same.
    ///
    /// @param pack the file to be, such as `world.lode`; replaced when the new one is whole
    /// @param options how
    /// @param input names the input and all that decides how it is read; the same text for the same
    ///   content only
    /// @param fresh whether what was sorted before is thrown away
    /// @return the writer; [#marks] says where to go on
    /// @throws IOException where the folder cannot be written or another pack is being written
    ///   there
    public static PackWriter create(Path pack, PackOptions options, String input, boolean fresh)
            throws IOException {
        return create(pack, options, new byte[0], Optional.of(input), fresh);
    }

    /// Begins a pack whose documents are compressed with a dictionary, or goes on with one.
    ///
    /// @param pack the file to be, such as `world.lode`; replaced when the new one is whole
    /// @param options how; with the fast compressor
    /// @param dictionary what documents have in common; empty for none
    /// @param input names the input, the dictionary, and all that decides how it is read
    /// @param fresh whether what was sorted before is thrown away
    /// @return the writer; [#marks] says where to go on
    /// @throws dev.lode.storage.blob.MissingLibrary where LZ4's own library is not installed
    /// @throws IOException where the folder cannot be written or another pack is being written
    ///   there
    public static PackWriter create(
            Path pack, PackOptions options, byte[] dictionary, String input, boolean fresh)
            throws IOException {
        return create(pack, options, dictionary.clone(), Optional.of(input), fresh);
    }

    private static PackWriter create(
            Path pack,
            PackOptions options,
            byte[] dictionary,
            Optional<String> input,
            boolean fresh)
            throws IOException {
        var compression = new Compression(options, dictionary);
        WorkFiles files =
                WorkFiles.create(
                        pack,
                        options,
                        kept -> !fresh && input.isPresent() && Checkpoints.of(kept, input.get()));
        boolean begun = false;
        try {
            var writer = new PackWriter(options, compression, files, input);
            begun = true;
            return writer;
        } finally {
            if (!begun) {
                files.close();
            }
        }
    }

    private List<byte[]> takeUp(Checkpoints.Found found) {
        long bytes = 0;
        for (Run run : found.runs()) {
            runs.take(run);
            bytes += run.bytes();
        }
        plan.merge(found.seen().plan());
        cellsTotal = found.seen().cells();
        blobBytes = found.seen().storedBytes();
        plainBytesMax = found.seen().plainBytesMax();
        writtenBytes = bytes;
        options.progress()
                .note(
                        "going on with %d cells in %d sorted runs (%d bytes) in %s, left by a pack of the same content that was ended"
                                .formatted(cellsTotal, found.runs().size(), bytes, files.runs()));
        return found.marks();
    }

    /// What was given to [#spill] with each run that this writer took up, in their order.
    ///
    /// @return nothing where it began anew
    public List<byte[]> marks() {
        return marks;
    }

    /// How many cells have been added, those that were taken up included.
    ///
    /// @return cells
    public long cells() {
        return cellsTotal + single.count();
    }

    /// Adds a room.
    ///
    /// @param roomFp its fingerprint
    /// @throws IOException where the disk refuses
    public void addRoom(long roomFp) throws IOException {
        try {
            labels.addRoom(roomFp);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /// Makes a batch that any thread can fill.
    ///
    /// @return an empty one
    public CellBatch newBatch() {
        return compression.newBatch();
    }

    /// Whether a batch can be added before the sort's memory must be written out.
    ///
    /// @param batch full
    /// @return false where [#spill] comes first
    public boolean takes(CellBatch batch) {
        return cells.isEmpty() || cells.fits(batch.bytes(), batch.count());
    }

    /// Adds cells; their rooms may be added later. What does not fit the sort's memory is written
    /// out, without a mark.
    ///
    /// @param batch may be cleared and filled again afterwards
    /// @throws IOException where the disk refuses
    public void add(CellBatch batch) throws IOException {
        if (!takes(batch)) {
            spill(Optional.empty());
        }
        for (int cell = 0; cell < batch.count(); cell++) {
            long order = batch.order(cell);
            long roomFp = batch.roomFp(cell);
            cells.add(roomFp, order, batch.data(), batch.start(cell), batch.length(cell));
            plan.addCell((int) (roomFp >>> 48), Entry.site(order), Entry.spot(order));
        }
        plainBytesMax = Math.max(plainBytesMax, batch.plainBytesMax());
        cellsTotal += batch.count();
        blobBytes += batch.bytes() - (long) batch.count() * Entry.HEAD_BYTES;
        options.progress().at(PackProgress.Stage.SORT, cellsTotal, -1);
    }

    /// Writes out the cells that were added and notes where the input stands, on another thread;
    /// where this pack is killed later, the next one goes on from there.
    ///
    /// @param mark whatever the reader of the input needs to go on behind the cells that were added
    /// @throws IOException where the disk refuses this or what was written out before
    public void spill(byte[] mark) throws IOException {
        spill(Optional.of(mark));
    }

    /// Adds a cell; its room may be added later.
    ///
    /// @param roomFp fingerprint of its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @param json holds the document, without its key
    /// @param offset of its first byte
    /// @param length of it
    /// @param line of the input, for messages
    /// @throws IOException where the disk refuses
    /// @throws RefusedContent where the document is empty or too long, or the place cannot be
    public void addCell(
            long roomFp, int site, int spot, byte[] json, int offset, int length, long line)
            throws IOException {
        single.add(roomFp, site, spot, json, offset, length, line);
        if (single.bytes() >= Math.min(SINGLE_BYTES, options.sortBytes() / SINGLES)) {
            addSingles();
        }
    }

    /// Hides a key in a cell; the cell may be added later.
    ///
    /// @param roomFp fingerprint of its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @param keyId name of the key, at most 64 bytes of UTF-8
    /// @param prize index of its prize in the hunt
    /// @param prizeId name of the prize, at most 64 bytes of UTF-8
    /// @param stock how many can win it, at least 1
    /// @throws IOException where the disk refuses
    /// @throws RefusedContent where the key or its prize was hidden before, or cannot be
    public void addKey(
            long roomFp, int site, int spot, String keyId, int prize, String prizeId, int stock)
            throws IOException {
        try {
            labels.addKey(roomFp, site, spot, new HiddenKey(0, keyId, prize, prizeId, stock));
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /// Merges what was added into the pack and makes it appear under its name, whole.
    ///
    /// @param metaJson the hunt's public description
    /// @param graph writes the hunt's graph
    /// @param secret 32 bytes that seal the keys
    /// @return what the pack says of itself
    /// @throws IOException where the disk refuses
    /// @throws RefusedContent where two cells share a place, a room is unknown, and so on
    public PackInfo finish(byte[] metaJson, SectionWriter graph, byte[] secret) throws IOException {
        if (metaJson.length > META_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the description of a hunt has at most "
                            + META_BYTES_MAX
                            + " bytes, not "
                            + metaJson.length);
        }
        var derived = new Derived(secret);
        try {
            addSingles();
            spill(Optional.empty());
            spiller.end();
            labels.spill();
            labels.close();
            cells.close();
            Optional<PlacedBlobs> placed = runs.allPlaced();
            DirectFile whole = placed.map(PlacedBlobs::file).orElse(files.channel());
            ExtentWriter extent;
            ExtentPlace place;
            List<HiddenKey> hidden;
            try (var file = new WriteBehind(whole);
                    var records =
                            new RecordFeed(
                                    runs.merge(plainBytesMax, placed.isEmpty()),
                                    placed.isEmpty())) {
                extent = ExtentWriter.blobsFirst(file, Header.AREA_BYTES, blobBytes, plan);
                hidden =
                        new PackMerge(extent, labels.keys())
                                .run(records, cellsTotal, options.progress());
                place = extent.finish(plainBytesMax);
                file.drain();
            }
            options.progress().at(PackProgress.Stage.SEAL, 0, -1);
            PackInfo info =
                    new PackSeal(whole, extent, place, derived)
                            .seal(
                                    new PackSeal.Counts(
                                            labels.rooms(),
                                            cellsTotal,
                                            plan.partitions(),
                                            plainBytesMax),
                                    hidden,
                                    metaJson,
                                    graph,
                                    compression.dictionary());
            files.publish(whole);
            return info;
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /// Ends the work; where it was not finished, nothing stays behind.
    ///
    /// @throws IOException where what was begun cannot be removed
    @Override
    public void close() throws IOException {
        spiller.close();
        labels.close();
        cells.close();
        try (files) {
            runs.close();
        }
    }

    private void addSingles() throws IOException {
        add(single);
        single.clear();
    }

    private void spill(Optional<byte[]> mark) throws IOException {
        if (cells.isEmpty()) {
            return;
        }
        writtenBytes += cells.bytes();
        try {
            cells = spiller.swap(cells, mark);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private IOException explained(IOException e) {
        return DiskFull.explained(e, files.runs(), writtenBytes + labels.spilledBytes());
    }
}
