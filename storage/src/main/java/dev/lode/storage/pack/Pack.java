package dev.lode.storage.pack;

import dev.lode.base.memory.Mapping;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.blob.MissingLibrary;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.index.FileWindow;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open sealed pack: the content of one hunt, read only.
///
/// Threads: any number of readers; blobs through a [BlobReader] for each. The owner closes after
/// all have stopped. Memory: the graph and, as [HeadMemory] says, the heads; blobs are read into
/// buffers. Errors: every checksum but those of blobs is verified here; a damaged header, footer,
/// graph, key table or description refuses the file, a damaged head refuses its partition
/// ([Extent]), a damaged blob itself. Format: docs/format/pack.md.
public final class Pack implements AutoCloseable {
    private static final long TABLE_BYTES = 9L << 20;
    private static final long READ_BYTES = 1 << 20;
    private static final int KEY_WINDOW_BYTES = 1024 * SealedKeys.RECORD_BYTES;

    private final Path path;
    private final PackInfo info;
    private final byte[] meta;
    private final Mapping graphMemory;
    private final MemorySegment graph;
    private final Section keys;
    private final Extent extent;
    private final BlobFile blobs;
    private final @Nullable BlobDictionary dictionary;

    private Pack(
            Path path,
            Footer footer,
            byte[] meta,
            Mapping graphMemory,
            Extent extent,
            BlobFile blobs,
            @Nullable BlobDictionary dictionary) {
        this.path = path;
        this.info = footer.info();
        this.meta = meta;
        this.graphMemory = graphMemory;
        graph =
                graphMemory
                        .segment()
                        .asSlice(0, footer.section(Section.Kind.GRAPH).bytes())
                        .asReadOnly();
        this.keys = footer.section(Section.Kind.KEYS);
        this.extent = extent;
        this.blobs = blobs;
        this.dictionary = dictionary;
    }

    /// Opens a pack and checks all of it but the blobs.
    ///
    /// @param pack the file
    /// @return the open pack
    /// @throws DamagedPack where it is not a whole, sound pack
    /// @throws IOException where it cannot be read, or has a dictionary and LZ4's own library is
    ///   not installed
    public static Pack open(Path pack) throws IOException {
        return open(pack, HeadMemory.RESIDENT, false);
    }

    /// Opens a pack and checks all of it but the blobs.
    ///
    /// @param pack the file
    /// @param heads where the heads of its chunks are to be kept
    /// @return the open pack
    /// @throws DamagedPack where it is not a whole, sound pack
    /// @throws IOException where it cannot be read
    public static Pack open(Path pack, HeadMemory heads) throws IOException {
        return open(pack, heads, false);
    }

    /// Opens a pack whose blobs are read through the JDK alone, as on machines without `preadv2`.
    ///
    /// @param pack the file
    /// @return the open pack
    /// @throws DamagedPack where it is not a whole, sound pack
    /// @throws IOException where it cannot be read
    public static Pack openPortable(Path pack) throws IOException {
        return open(pack, HeadMemory.RESIDENT, true);
    }

    /// Reads what a pack says of itself, without checking the rest of it.
    ///
    /// @param pack the file
    /// @return its footer
    /// @throws DamagedPack where header or footer are not sound
    /// @throws IOException where it cannot be read
    public static PackInfo infoOf(Path pack) throws IOException {
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            return PackFile.frame(pack, file).info();
        }
    }

    /// How much memory the index of a pack takes when it is open and all of it is touched: heads,
    /// graph, dictionary, and the table of partitions.
    ///
    /// @param pack the file
    /// @return bytes
    /// @throws DamagedPack where header or footer are not sound
    /// @throws IOException where it cannot be read
    public static long headBytesOf(Path pack) throws IOException {
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            Footer footer = PackFile.frame(pack, file);
            ExtentPlace place = footer.extent();
            return place.headsEnd()
                    - place.headsAt()
                    + footer.section(Section.Kind.GRAPH).bytes()
                    + footer.info().dictionaryBytes()
                    + TABLE_BYTES;
        }
    }

    /// Opens what the blobs of a pack refer to, without checking the rest of it.
    ///
    /// @param pack the file
    /// @return the dictionary, which the caller closes; null where each blob stands alone
    /// @throws DamagedPack where header, footer or dictionary are not sound
    /// @throws IOException where it cannot be read, or LZ4's own library is not installed
    public static @Nullable BlobDictionary dictionaryOf(Path pack) throws IOException {
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            return dictionary(pack, file, PackFile.frame(pack, file));
        }
    }

    /// Reads where a pack's heads and blobs lie, without checking the rest of it.
    ///
    /// @param pack the file
    /// @return the place of its extent
    /// @throws DamagedPack where header or footer are not sound
    /// @throws IOException where it cannot be read
    public static ExtentPlace placeOf(Path pack) throws IOException {
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            return PackFile.frame(pack, file).extent();
        }
    }

    private static Pack open(Path pack, HeadMemory heads, boolean portable) throws IOException {
        var opened = new ArrayList<AutoCloseable>();
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            Footer footer = PackFile.frame(pack, file);
            for (Section section : footer.sections()) {
                if (section.kind().paged) {
                    PackFile.mustBeSound(pack, file, section);
                }
            }
            Section graph = footer.section(Section.Kind.GRAPH);
            Section meta = footer.section(Section.Kind.META);
            if (meta.bytes() > PackWriter.META_BYTES_MAX) {
                throw new DamagedPack(pack, "meta", meta.at(), "the description is too long");
            }
            BlobDictionary dictionary = dictionary(pack, file, footer);
            if (dictionary != null) {
                opened.add(dictionary);
            }
            Mapping graphMemory = Mapping.huge("storage.pack", Math.max(1, graph.bytes()));
            opened.add(graphMemory);
            read(pack, file, graph, graphMemory.segment());
            Extent extent = Extent.open(pack, file, footer.extent(), heads);
            opened.add(extent);
            BlobFile blobs = portable ? BlobFile.openPortable(pack) : BlobFile.open(pack);
            opened.add(blobs);
            byte[] head = PackFile.bytes(file, 0, Header.BYTES);
            if (!Arrays.equals(head, blobs.firstBytes(Header.BYTES))) {
                throw new IOException(pack + " was replaced while it was opened; try again");
            }
            byte[] metaBytes = PackFile.bytes(file, meta.at(), (int) meta.bytes());
            return new Pack(pack, footer, metaBytes, graphMemory, extent, blobs, dictionary);
        } catch (IOException | RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    /// Opens what the blobs of a pack refer to; null where they stand alone.
    static @Nullable BlobDictionary dictionary(Path pack, FileChannel file, Footer footer)
            throws IOException {
        byte[] bytes = PackFile.dictionary(pack, file, footer);
        try {
            return bytes.length == 0 ? null : new BlobDictionary(bytes);
        } catch (MissingLibrary e) {
            throw new IOException(pack + ": " + e.getMessage(), e);
        }
    }

    /// Copies a section: what was mapped could go away under a thread that has no one to tell.
    private static void read(Path pack, FileChannel file, Section section, MemorySegment into)
            throws IOException {
        for (long done = 0; done < section.bytes(); ) {
            long piece = Math.min(READ_BYTES, section.bytes() - done);
            int got = file.read(into.asSlice(done, piece).asByteBuffer(), section.at() + done);
            if (got <= 0) {
                throw new DamagedPack(
                        pack, section.kind().text(), section.at() + done, "the file was cut");
            }
            done += got;
        }
    }

    private static void closeAll(List<AutoCloseable> opened, Exception because) {
        for (AutoCloseable one : opened.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                because.addSuppressed(e);
            }
        }
    }

    /// Where it lies.
    ///
    /// @return the file
    public Path path() {
        return path;
    }

    /// What the pack says of itself.
    ///
    /// @return its footer
    public PackInfo info() {
        return info;
    }

    /// The hunt's public description.
    ///
    /// @return JSON, a copy
    public byte[] meta() {
        return meta.clone();
    }

    /// The hunt's graph.
    ///
    /// @return read-only memory of our own, valid until this is closed
    public MemorySegment graph() {
        return graph;
    }

    /// The index of its cells.
    ///
    /// @return valid until this is closed
    public Extent extent() {
        return extent;
    }

    /// Makes a reader of its blobs for one thread.
    ///
    /// @return the reader; close it before this
    public BlobReader reader() {
        var reader = new BlobReader(blobs, info.blobBytesMax());
        reader.turnTo(blobs, dictionary);
        return reader;
    }

    /// The file of its blobs.
    ///
    /// @return valid until this is closed
    public BlobFile blobs() {
        return blobs;
    }

    /// What its blobs refer to.
    ///
    /// @return valid until this is closed; null where each stands alone
    public @Nullable BlobDictionary dictionary() {
        return dictionary;
    }

    /// How blobs are read here, and why: for the line that a server writes at its start.
    ///
    /// @return one line
    public String blobDevice() {
        return blobs.device();
    }

    /// Whether a blob can be read without waiting; false where all must come from the pool.
    ///
    /// @return true where [BlobReader#tryRead] can succeed
    public boolean readsWithoutWaiting() {
        return blobs.readsWithoutWaiting();
    }

    /// Unseals the keys and checks them against the commitment in the footer.
    ///
    /// @param secret 32 bytes
    /// @return the keys in the order of their cells
    /// @throws SecretMismatch where it is another pack's secret
    /// @throws DamagedPack where a record is not what was packed
    /// @throws IOException where the file cannot be read
    public List<HiddenKey> unsealKeys(byte[] secret) throws IOException {
        var derived = new Derived(secret);
        if (!derived.id().equals(info.secretId())) {
            throw new SecretMismatch(path, info.secretId(), derived.id());
        }
        var sealed = new SealedKeys(derived);
        var hidden = new ArrayList<HiddenKey>();
        long at = keys.at();
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!PackFile.frame(path, file).info().equals(info)) {
                throw new IOException(path + " was replaced while it was open");
            }
            var window = new FileWindow(file, KEY_WINDOW_BYTES);
            for (; at < keys.end(); at += SealedKeys.RECORD_BYTES) {
                window.load(at, SealedKeys.RECORD_BYTES);
                hidden.add(sealed.unseal(window.bytes(), window.offset()));
            }
        } catch (Malformed e) {
            throw new DamagedPack(path, "keys", at, String.valueOf(e.getMessage()));
        }
        hidden.sort(Comparator.comparing(HiddenKey::cell, Long::compareUnsigned));
        mustBeAsCommitted(derived, hidden);
        return List.copyOf(hidden);
    }

    private void mustBeAsCommitted(Derived derived, List<HiddenKey> hidden) throws DamagedPack {
        if (!Commitments.root(Commitments.reveal(derived, hidden)).equals(info.merkleRoot())) {
            throw new DamagedPack(
                    path, "keys", keys.at(), "the keys are not those that the footer commits to");
        }
        var ref = new CellRef();
        for (HiddenKey key : hidden) {
            int partition = (int) (key.cell() >>> 48);
            if (!extent.damaged(partition) && !extent.find(key.cell(), ref)) {
                throw new DamagedPack(
                        path, "keys", keys.at(), "key " + key.keyId() + " has no cell");
            }
        }
    }

    /// Checks every checksum, order and count of a file, however damaged it is.
    ///
    /// @param pack the file
    /// @param damagesMax how many damages are named
    /// @param progress hears how far it has come
    /// @return what was found
    /// @throws IOException where the file cannot be read
    public static VerifyReport verify(Path pack, int damagesMax, PackProgress progress)
            throws IOException {
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            return new PackCheck(pack, file, damagesMax, progress).run();
        }
    }

    @Override
    public void close() {
        extent.close();
        blobs.close();
        graphMemory.close();
        if (dictionary != null) {
            dictionary.close();
        }
    }
}
