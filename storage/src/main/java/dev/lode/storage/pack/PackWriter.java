package dev.lode.storage.pack;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentWriter;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/// Writes a pack from rooms, cells and keys in any order.
///
/// Threads: owned by one. Memory: the sort buffer or, while merging, as much for the runs; the
/// keys; 3 MiB of counts and directory; never the content, whatever its size. Disk: runs of about
/// the size of the pack, beside it or in the folder that the options name. Errors: where anything
/// fails, or this is closed before [#finish], nothing stays behind; a pack appears under its name
/// only when all of it is on the disk. What a killed pack has left is removed, and said, by the
/// next one.
public final class PackWriter implements AutoCloseable {
    /// The longest public description of a hunt.
    public static final int META_BYTES_MAX = 16 << 20;

    private static final int OUT_BUFFER_BYTES = 1 << 20;
    private static final int REPORT_EVERY = 1 << 12;

    private final PackOptions options;
    private final WorkFiles files;
    private final RunSet runs;
    private final LZ4Compressor compressor;
    private final int[] rooms = new int[Directory.PARTITIONS];
    private final long[] cells = new long[Directory.PARTITIONS];
    private final List<HiddenKey> keys = new ArrayList<>();
    private final Set<String> keyIds = new HashSet<>();
    private final Set<Integer> prizes = new HashSet<>();
    private SortBuffer buffer;
    private long roomsTotal;
    private long cellsTotal;
    private int plainBytesMax = 1;
    private long writtenBytes;

    private PackWriter(PackOptions options, WorkFiles files) {
        this.options = options;
        this.files = files;
        runs = new RunSet(files.runs(), options.sortBytes(), options.mergeRunsMax());
        buffer = new SortBuffer(options.sortBytes());
        var lz4 = LZ4Factory.fastestInstance();
        compressor =
                switch (options.compressor()) {
                    case FAST -> lz4.fastCompressor();
                    case HIGH -> lz4.highCompressor();
                };
    }

    /// Begins a pack.
    ///
    /// @param pack the file to be, such as `world.lode`; replaced when the new one is whole
    /// @param options how
    /// @return the writer
    /// @throws IOException where the folder cannot be written or another pack is being written
    ///   there
    public static PackWriter create(Path pack, PackOptions options) throws IOException {
        if (options.blobBytesMax() >= 1 << CellValue.LENGTH_BITS || options.blobBytesMax() < 1) {
            throw new IllegalArgumentException(
                    "blobBytesMax " + options.blobBytesMax() + " is not a length of 24 bits");
        }
        return new PackWriter(options, WorkFiles.create(pack, options));
    }

    /// Adds a room.
    ///
    /// @param roomFp its fingerprint
    /// @throws IOException where the disk refuses
    public void addRoom(long roomFp) throws IOException {
        int partition = (int) (roomFp >>> 48);
        if (rooms[partition] == CellKey.ORDINALS) {
            throw new RefusedContent.FullPartition(partition, CellKey.ORDINALS);
        }
        rooms[partition]++;
        roomsTotal++;
        reserve(0);
        buffer.add(roomFp, Entry.ROOM, 0, 0, 0);
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
        String wrong = wrongPlace(site, spot);
        if (length < 1) {
            wrong = "the blob is empty";
        } else if (length > options.blobBytesMax()) {
            wrong =
                    "the blob has "
                            + length
                            + " bytes, more than content.blobBytesMax ("
                            + options.blobBytesMax()
                            + ")";
        }
        if (!wrong.isEmpty()) {
            throw new RefusedContent.BadCell(line, wrong);
        }
        reserve(BlobDecoder.storedBytesMax(length));
        int at = buffer.payloadAt();
        byte[] into = buffer.data();
        int stored = compressor.compress(json, offset, length, into, at, into.length - at);
        buffer.add(roomFp, Entry.cellOrder(site, spot), line, stored, length);
        cells[(int) (roomFp >>> 48)]++;
        plainBytesMax = Math.max(plainBytesMax, length);
        if (++cellsTotal % REPORT_EVERY == 0) {
            options.progress().at(PackProgress.Stage.SORT, cellsTotal, -1);
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
        String wrong = wrongPlace(site, spot);
        if (wrongName(keyId) || wrongName(prizeId)) {
            wrong = "names of keys and prizes have 1 to 64 bytes of UTF-8";
        } else if (stock < 1 || prize < 0) {
            wrong = "stock " + stock + " of prize " + prize + " cannot be";
        } else if (!keyIds.add(keyId)) {
            wrong = "it is hidden in two cells";
        } else if (!prizes.add(prize)) {
            wrong = "its prize " + prizeId + " belongs to another key too";
        }
        if (!wrong.isEmpty()) {
            throw new RefusedContent.BadKey(keyId, wrong);
        }
        reserve(0);
        buffer.add(roomFp, Entry.keyOrder(site, spot), keys.size(), 0, 0);
        keys.add(new HiddenKey(0, keyId, prize, prizeId, stock));
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
            spill();
            buffer = new SortBuffer(0);
            var extent = new ExtentWriter(files.channel(), Header.AREA_BYTES, rooms, cells);
            List<HiddenKey> placed;
            try (var records = runs.merge(plainBytesMax)) {
                placed = new PackMerge(extent, keys).run(records, cellsTotal, options.progress());
            }
            ExtentPlace place = extent.finish(plainBytesMax);
            options.progress().at(PackProgress.Stage.SEAL, 0, -1);
            PackInfo info = seal(extent, place, placed, metaJson, graph, derived);
            files.publish();
            return info;
        } catch (IOException e) {
            throw DiskFull.explained(e, files.runs(), writtenBytes);
        }
    }

    /// Ends the work; where it was not finished, nothing stays behind.
    ///
    /// @throws IOException where what was begun cannot be removed
    @Override
    public void close() throws IOException {
        files.close();
    }

    private PackInfo seal(
            ExtentWriter extent,
            ExtentPlace place,
            List<HiddenKey> placed,
            byte[] metaJson,
            SectionWriter graph,
            Derived derived)
            throws IOException {
        var out = new Region(files.channel(), OUT_BUFFER_BYTES, place.blobsEnd());
        byte[] sealed = new SealedKeys(derived).seal(placed);
        PagedOutput graphOut = paged(Section.Kind.GRAPH, out, graph);
        PagedOutput keysOut =
                paged(Section.Kind.KEYS, out, to -> to.write(sealed, 0, sealed.length));
        PagedOutput metaOut =
                paged(Section.Kind.META, out, to -> to.write(metaJson, 0, metaJson.length));
        align(out);
        var sections =
                List.of(
                        heads(extent, place),
                        blobs(place),
                        graphOut.writeChecks(),
                        keysOut.writeChecks(),
                        metaOut.writeChecks());
        align(out);
        var info =
                new PackInfo(
                        Header.FORMAT,
                        roomsTotal,
                        cellsTotal,
                        placed.size(),
                        (int) Arrays.stream(rooms).filter(count -> count > 0).count(),
                        plainBytesMax,
                        out.position() + Footer.BYTES,
                        extent.plainBytes(),
                        extent.storedBytes(),
                        derived.id(),
                        Commitments.root(Commitments.reveal(derived, placed)));
        byte[] footer = new Footer(info, sections).bytes();
        out.put(footer, 0, footer.length);
        byte[] header = new Header(info.bytes(), info.secretId(), Footer.check(footer)).bytes();
        out.moveTo(0);
        out.put(header, 0, header.length);
        out.flush();
        return info;
    }

    private static PagedOutput paged(Section.Kind kind, Region out, SectionWriter writer)
            throws IOException {
        align(out);
        var paged = new PagedOutput(kind, out);
        writer.write(paged);
        paged.end();
        return paged;
    }

    private static void align(Region out) throws IOException {
        out.fillTo(ChunkShape.aligned(out.position()), (byte) 0);
    }

    private static Section heads(ExtentWriter extent, ExtentPlace place) {
        return new Section(
                Section.Kind.HEADS,
                extent.directoryCheck(),
                place.headsAt(),
                place.headsEnd() - place.headsAt(),
                0);
    }

    private static Section blobs(ExtentPlace place) {
        return new Section(
                Section.Kind.BLOBS, 0, place.blobsAt(), place.blobsEnd() - place.blobsAt(), 0);
    }

    private void reserve(int payloadBytes) throws IOException {
        while (!buffer.reserve(payloadBytes)) {
            try {
                spill();
            } catch (IOException e) {
                throw DiskFull.explained(e, files.runs(), writtenBytes);
            }
        }
    }

    private void spill() throws IOException {
        if (!buffer.isEmpty()) {
            writtenBytes += buffer.bytes();
            runs.spill(buffer);
        }
    }

    private static String wrongPlace(int site, int spot) {
        return site < 0 || site >= CellKey.SITES || spot < 0 || spot >= CellKey.SPOTS
                ? "site "
                        + site
                        + ", spot "
                        + spot
                        + " cannot be: sites are 0 to 255, spots 0 to"
                        + " 1048575"
                : "";
    }

    private static boolean wrongName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes < 1 || bytes > SealedKeys.NAME_BYTES_MAX;
    }
}
