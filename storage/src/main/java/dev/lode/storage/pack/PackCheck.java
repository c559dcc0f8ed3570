package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.HeadScan;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A check of a whole pack, which goes on behind what is damaged and names all of it.
///
/// Threads: owned by one. Memory: bounded.
final class PackCheck {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int REPORT_EVERY = 1 << 8;

    private final Path pack;
    private final FileChannel file;
    private final PackProgress progress;
    private final Findings findings;
    private final long size;

    /// A part of the file that something answers for.
    private record Range(long from, long to) {}

    PackCheck(Path pack, FileChannel file, int damagesMax, PackProgress progress)
            throws IOException {
        this.pack = pack;
        this.file = file;
        this.progress = progress;
        findings = new Findings(damagesMax);
        size = file.size();
    }

    VerifyReport run() throws IOException {
        Optional<Footer> footer = frame();
        if (footer.isPresent()) {
            try (Dictionary dictionary = dictionary(footer.get())) {
                checkHeads(footer.get(), dictionary.known() ? dictionary : null);
            }
            for (Section section : footer.get().sections()) {
                if (section.kind().paged) {
                    checkPages(section);
                }
            }
            checkKeyOrder(footer.get().section(Section.Kind.KEYS));
            checkGaps(footer.get());
        }
        return new VerifyReport(
                footer.map(Footer::info),
                footer.isPresent() ? size : 0,
                findings.named(),
                findings.total());
    }

    /// The footer, even where the header is damaged.
    private Optional<Footer> frame() throws IOException {
        try {
            return Optional.of(PackFile.frame(pack, file, kind()));
        } catch (DamagedPack e) {
            findings.add(e.section(), e.offset(), 0, String.valueOf(e.getMessage()));
            if (!e.section().equals("header") || size < Header.AREA_BYTES + Footer.BYTES) {
                return Optional.empty();
            }
        }
        long at = size - Footer.BYTES;
        try {
            return Optional.of(Footer.read(PackFile.bytes(file, at, Footer.BYTES), size));
        } catch (Malformed e) {
            findings.add("footer", at, Footer.BYTES, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private SealedKind kind() throws IOException {
        return size < Header.BYTES
                ? SealedKind.PACK
                : SealedKind.of(PackFile.bytes(file, 0, Header.BYTES));
    }

    /// What the blobs of the pack refer to.
    ///
    /// @param known false where it is damaged
    /// @param open null where it is damaged or there is none
    private record Dictionary(boolean known, @Nullable BlobDictionary open)
            implements BlobDictionaries, AutoCloseable {
        @Override
        public @Nullable BlobDictionary of(int partition) {
            return open;
        }

        @Override
        public void close() {
            if (open != null) {
                open.close();
            }
        }
    }

    private Dictionary dictionary(Footer footer) throws IOException {
        try {
            return new Dictionary(true, Pack.dictionary(pack, file, footer));
        } catch (DamagedPack e) {
            long bytes = footer.info().dictionaryBytes();
            findings.add(e.section(), e.offset(), bytes, "damaged dictionary");
            return new Dictionary(false, null);
        }
    }

    private void checkHeads(Footer footer, @Nullable BlobDictionaries dictionaries)
            throws IOException {
        var place = footer.extent();
        var info = footer.info();
        var scan = new HeadScan(file, place);
        var directory = scan.directory();
        long before = findings.total();
        long rooms = 0;
        long cells = 0;
        long nextHead = place.headsAt() + Directory.BYTES;
        long nextBlobs = place.blobsAt();
        try (var chunks = new ChunkCheck(file, place, dictionaries, findings)) {
            for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
                chunks.begin(partition, directory.headAt(partition), directory.blobsAt(partition));
                Optional<ChunkHeader> header = scan.scan(partition, chunks::headDamaged);
                if (header.isPresent()) {
                    rooms += header.get().rooms();
                    cells += header.get().cells();
                    if (findings.total() == before
                            && (directory.headAt(partition) != nextHead
                                    || directory.blobsAt(partition) != nextBlobs)) {
                        findings.add(
                                "directory",
                                partition,
                                -1,
                                place.headsAt() + (long) partition * Directory.ENTRY_BYTES,
                                Directory.ENTRY_BYTES,
                                "chunk not behind the one before");
                    }
                    nextHead = directory.headAt(partition) + header.get().headBytes();
                    nextBlobs = directory.blobsAt(partition) + header.get().blobBytes();
                    chunks.check(header.get());
                }
                if (partition % REPORT_EVERY == 0) {
                    progress.at(
                            PackProgress.Stage.VERIFY,
                            Math.min(nextHead + nextBlobs - place.blobsAt(), size),
                            size);
                }
            }
            boolean sound = findings.total() == before;
            boolean asCounted =
                    rooms == info.rooms()
                            && cells == info.cells()
                            && nextHead == place.headsEnd()
                            && nextBlobs == place.blobsEnd()
                            && chunks.plainBytes() == info.plainBytes()
                            && chunks.storedBytes() == info.storedBytes()
                            && new Checksum().of(directory.bytes(), 0, Directory.BYTES)
                                    == footer.section(Section.Kind.HEADS).check();
            if (sound && !asCounted) {
                findings.add(
                        "footer",
                        size - Footer.BYTES,
                        Footer.BYTES,
                        "the numbers of the footer are not those of the partitions");
            }
        }
        progress.at(PackProgress.Stage.VERIFY, size, size);
    }

    private void checkPages(Section section) throws IOException {
        try {
            PackFile.scan(
                    file,
                    section,
                    (offset, bytes, what) ->
                            findings.add(section.kind().text(), offset, bytes, "damaged " + what));
        } catch (EOFException e) {
            findings.add(
                    section.kind().text(),
                    section.at(),
                    section.bytes(),
                    String.valueOf(e.getMessage()));
        }
    }

    private void checkKeyOrder(Section keys) throws IOException {
        var window = new FileWindow(file, WINDOW_BYTES);
        byte[] before = new byte[SealedKeys.HASH_BYTES];
        for (long at = keys.at(); at < keys.end(); at += SealedKeys.RECORD_BYTES) {
            window.load(at, SealedKeys.RECORD_BYTES);
            byte[] hash =
                    Arrays.copyOfRange(
                            window.bytes(),
                            window.offset(),
                            window.offset() + SealedKeys.HASH_BYTES);
            if (at > keys.at() && Arrays.compareUnsigned(before, hash) >= 0) {
                findings.add("keys", at, SealedKeys.RECORD_BYTES, "sealed key out of order");
            }
            before = hash;
        }
    }

    /// Bytes that belong to nothing must be 0, so that no flipped bit goes unseen.
    private void checkGaps(Footer footer) throws IOException {
        var ranges = new ArrayList<Range>();
        ranges.add(new Range(0, Header.BYTES));
        ranges.add(new Range(size - Footer.BYTES, size));
        for (Section section : footer.sections()) {
            ranges.add(new Range(section.at(), section.end()));
            if (section.kind().paged) {
                long checks = section.checksAt();
                ranges.add(new Range(checks, checks + Integer.BYTES * section.pages()));
            }
        }
        ranges.sort(Comparator.comparingLong(Range::from));
        long end = 0;
        for (Range range : List.copyOf(ranges)) {
            if (range.from() > end) {
                checkZero(end, range.from());
            }
            end = Math.max(end, range.to());
        }
    }

    private void checkZero(long from, long to) throws IOException {
        var window = new FileWindow(file, WINDOW_BYTES);
        for (long at = from; at < to; at += WINDOW_BYTES) {
            int length = (int) Math.min(WINDOW_BYTES, to - at);
            window.load(at, length);
            for (int i = 0; i < length; i++) {
                if (window.bytes()[window.offset() + i] != 0) {
                    findings.add("padding", at + i, 1, "a byte between sections is not 0");
                    return;
                }
            }
        }
    }
}
