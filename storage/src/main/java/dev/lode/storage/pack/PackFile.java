package dev.lode.storage.pack;

import dev.lode.storage.extent.HeadCheck;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/// Reads the frame of a pack: header, footer, and the sections whose pages have checksums.
///
/// Memory: bounded, whatever a damaged length claims.
final class PackFile {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int CHECKS_WINDOW_BYTES = 4096;

    /// Hears of a damaged range.
    interface Listener {
        void damaged(long offset, long bytes, String what) throws IOException;
    }

    private PackFile() {}

    /// Reads header and footer; refuses a file that is not a whole pack.
    static Footer frame(Path pack, FileChannel file) throws IOException {
        return frame(pack, file, SealedKind.PACK);
    }

    /// Reads header and footer; refuses a file that is not a whole one of its kind.
    static Footer frame(Path pack, FileChannel file, SealedKind kind) throws IOException {
        long size = file.size();
        if (size < Header.AREA_BYTES + Footer.BYTES) {
            throw new DamagedPack(
                    kind,
                    pack,
                    "header",
                    size,
                    "the file has only "
                            + size
                            + " bytes: not a "
                            + kind.noun
                            + ", or most of it is missing");
        }
        Header header;
        try {
            header = Header.read(bytes(file, 0, Header.BYTES), kind);
        } catch (Malformed e) {
            throw new DamagedPack(kind, pack, "header", 0, String.valueOf(e.getMessage()));
        }
        if (header.fileBytes() != size) {
            throw new DamagedPack(
                    kind,
                    pack,
                    "header",
                    Math.min(size, header.fileBytes()),
                    "the file has " + size + " bytes but must have " + header.fileBytes());
        }
        long footerAt = size - Footer.BYTES;
        byte[] bytes = bytes(file, footerAt, Footer.BYTES);
        try {
            Footer footer = Footer.read(bytes, size);
            if (Footer.check(bytes) != header.footerCheck()
                    || footer.info().format() != header.format()
                    || !footer.info().secretId().equals(header.secretId())) {
                throw new Malformed("header and footer belong to different files");
            }
            return footer;
        } catch (Malformed e) {
            throw new DamagedPack(kind, pack, "footer", footerAt, String.valueOf(e.getMessage()));
        }
    }

    /// Refuses a file with a damaged page in a section.
    static void mustBeSound(Path pack, FileChannel file, Section section) throws IOException {
        scan(
                file,
                section,
                (offset, _, what) -> {
                    throw new DamagedPack(pack, section.kind().text(), offset, "a damaged " + what);
                });
    }

    /// Reads what the blobs of a pack refer to.
    ///
    /// @return the dictionary; empty where each blob stands alone
    /// @throws DamagedPack where it is not what was packed
    static byte[] dictionary(Path pack, FileChannel file, Footer footer) throws IOException {
        Optional<Section> section = footer.dictionary();
        if (section.isEmpty()) {
            return new byte[0];
        }
        Section of = section.get();
        byte[] bytes = bytes(file, of.at(), (int) of.bytes());
        if (new Checksum().of(bytes, 0, bytes.length) != of.check()) {
            throw new DamagedPack(
                    pack,
                    of.kind().text(),
                    of.at(),
                    "the checksum of the dictionary does not hold");
        }
        return bytes;
    }

    /// Checks every page of a section.
    static void scan(FileChannel file, Section section, Listener listener) throws IOException {
        var body = new FileWindow(file, WINDOW_BYTES);
        var checks = new FileWindow(file, CHECKS_WINDOW_BYTES);
        var checksum = new Checksum();
        var all = new Checksum();
        all.begin();
        for (long page = 0; page < section.pages(); page++) {
            checks.load(section.checksAt() + Integer.BYTES * page, Integer.BYTES);
            all.add(checks.bytes(), checks.offset(), Integer.BYTES);
            long at = section.at() + page * Section.PAGE_BYTES;
            int length = (int) Math.min(Section.PAGE_BYTES, section.end() - at);
            body.load(at, length);
            if (checksum.of(body.bytes(), body.offset(), length) != checks.getInt(0)) {
                listener.damaged(at, length, "page");
            }
        }
        if (all.end() != section.check()) {
            listener.damaged(
                    section.checksAt(), Integer.BYTES * section.pages(), "checksum of pages");
        }
    }

    /// Reads a short range whole.
    static byte[] bytes(FileChannel file, long at, int length) throws IOException {
        assert HeadCheck.within(at, length, 0, Long.MAX_VALUE);
        var view = ByteBuffer.allocate(length);
        while (view.hasRemaining()) {
            if (file.read(view, at + view.position()) < 0) {
                throw new EOFException("the file ends at byte " + (at + view.position()));
            }
        }
        return view.array();
    }
}
