package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The journal of a folder of imports: the one place that says which imports are whole.
///
/// A record is true once [#append] has returned, and false again only by another. Threads: owned by
/// one at a time. Memory: one record for each import that is there. Errors: what a crash tore off
/// the end is cut, with a line that says so; damage in the middle refuses the folder, because what
/// came after it would be lost. Format: docs/format/slice.md.
final class ImportJournal implements AutoCloseable {
    static final String NAME = "journal";
    static final int HEADER_BYTES = 64;

    /// `LODEIMPJ`.
    static final long MAGIC = 0x4A504D49_45444F4CL;

    static final int FORMAT = 1;

    private static final int CHECK = 60;
    private static final int REWRITE_BYTES = 1 << 20;

    private final Path path;
    private final ImportId id;
    private final FileChannel file;
    private final Map<Long, ImportRecord> live = new LinkedHashMap<>();
    private long sequence;
    private long end;
    private long lastImport;
    private boolean broken;

    private ImportJournal(Path path, ImportId id, FileChannel file) {
        this.path = path;
        this.id = id;
        this.file = file;
    }

    /// Makes the journal of a new folder.
    static ImportJournal create(Path folder, ImportId id) throws IOException {
        Path path = folder.resolve(NAME);
        write(path, id, List.of());
        return open(folder, SliceProgress.NONE);
    }

    /// Opens a journal and reads it; a long one that says little is written anew.
    static ImportJournal open(Path folder, SliceProgress progress) throws IOException {
        Path path = folder.resolve(NAME);
        var first = read(path, progress, true);
        long needed = first.live.values().stream().mapToLong(one -> one.bytes(0).length).sum();
        if (first.end <= HEADER_BYTES + 2 * needed + REWRITE_BYTES) {
            return first;
        }
        first.close();
        write(path, first.id, first.live.values());
        return read(path, progress, true);
    }

    /// What a journal says that another may be writing to: nothing is changed, and a record that is
    /// being written is not there yet.
    static Seen look(Path folder) throws IOException {
        try (var journal = read(folder.resolve(NAME), SliceProgress.NONE, false)) {
            return new Seen(journal.id(), journal.imports());
        }
    }

    /// What [#look] has seen.
    record Seen(ImportId id, List<ImportRecord> imports) {}

    private static ImportJournal read(Path path, SliceProgress progress, boolean mine)
            throws IOException {
        var file =
                mine
                        ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = file.size();
            if (size > Integer.MAX_VALUE - 8) {
                throw damaged(path, size, "a journal cannot be as long as " + size + " bytes");
            }
            byte[] bytes = new byte[(int) size];
            var into = ByteBuffer.wrap(bytes);
            while (into.hasRemaining() && file.read(into, into.position()) >= 0) {}
            var journal = new ImportJournal(path, headerOf(path, bytes), file);
            journal.replay(bytes);
            if (mine && journal.end < bytes.length) {
                journal.cut(bytes.length, progress);
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Whose content the folder holds.
    ImportId id() {
        return id;
    }

    /// Every import that is there, whole or in part, oldest first.
    List<ImportRecord> imports() {
        return List.copyOf(live.values());
    }

    /// The last record of an import that is there.
    @Nullable ImportRecord record(long importId) {
        return live.get(importId);
    }

    /// An id that no import has had.
    long nextImport() {
        return ++lastImport;
    }

    /// Makes something true, for ever.
    void append(ImportRecord record) throws IOException {
        if (broken) {
            throw new IOException(
                    path
                            + " could not be written before; what is on the disk is known only after the folder is opened again");
        }
        broken = true;
        byte[] bytes = record.bytes(sequence);
        var view = ByteBuffer.wrap(bytes);
        while (view.hasRemaining()) {
            file.write(view, end + view.position());
        }
        file.force(true);
        broken = false;
        end += bytes.length;
        sequence++;
        apply(record);
    }

    /// Whether a record may be on the disk or not, because writing it failed.
    boolean unsure() {
        return broken;
    }

    private void replay(byte[] bytes) throws IOException {
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            int length = ImportRecord.lengthAt(bytes, at, sequence);
            if (length == 0) {
                break;
            }
            try {
                apply(ImportRecord.read(bytes, at, length));
            } catch (Malformed e) {
                throw damaged(path, at, String.valueOf(e.getMessage()));
            }
            at += length;
            sequence++;
        }
        end = at;
        if (at < bytes.length) {
            mustBeTheLast(bytes, at);
        }
    }

    private void cut(int length, SliceProgress progress) throws IOException {
        file.truncate(end);
        file.force(true);
        progress.note(
                "%s: removed %d bytes of a record that was never whole, left by an import that was ended"
                        .formatted(path, length - end));
    }

    /// Only the record that was being written may be torn: behind it there is none.
    private void mustBeTheLast(byte[] bytes, int torn) throws DamagedImports {
        for (int at = torn + 8; at < bytes.length; at += 8) {
            long claimed =
                    bytes.length - at < 16
                            ? -1
                            : MemorySegment.ofArray(bytes).get(Layouts.I64, at + 8L);
            if (claimed > sequence && ImportRecord.lengthAt(bytes, at, claimed) > 0) {
                throw damaged(path, torn, "a damaged record with sound ones behind it");
            }
        }
    }

    private void apply(ImportRecord record) {
        switch (record) {
            case ImportRecord.Part part -> {
                live.put(part.id(), part);
                lastImport = Math.max(lastImport, part.id());
            }
            case ImportRecord.Whole whole -> {
                live.put(whole.id(), whole);
                lastImport = Math.max(lastImport, whole.id());
            }
            case ImportRecord.Dropped dropped -> live.remove(dropped.id());
        }
    }

    private static void write(Path path, ImportId id, Collection<ImportRecord> records)
            throws IOException {
        Path temp = path.resolveSibling(NAME + ".tmp");
        try (var file =
                FileChannel.open(
                        temp,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var all = new ArrayList<byte[]>();
            all.add(header(id));
            long number = 0;
            for (ImportRecord record : records) {
                all.add(record.bytes(number++));
            }
            for (byte[] bytes : all) {
                var view = ByteBuffer.wrap(bytes);
                while (view.hasRemaining()) {
                    file.write(view);
                }
            }
            file.force(true);
        }
        Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        SliceFile.forceFolder(path);
    }

    private static byte[] header(ImportId id) {
        byte[] bytes = new byte[HEADER_BYTES];
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I16, 8, (short) FORMAT);
        id.secretId().write(memory, 16);
        id.hunt().write(memory, 32);
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }

    private static ImportId headerOf(Path path, byte[] bytes) throws DamagedImports {
        if (bytes.length < HEADER_BYTES) {
            throw damaged(path, bytes.length, "the header is cut");
        }
        var memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I64, 0) != MAGIC
                || memory.get(Layouts.I32, CHECK) != new Checksum().of(bytes, 0, CHECK)) {
            throw damaged(path, 0, "not a journal of imports, or its header is damaged");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        if (format != FORMAT) {
            throw damaged(path, 8, "format " + format + " is not known here");
        }
        return new ImportId(Id128.read(memory, 16), Id128.read(memory, 32));
    }

    private static DamagedImports damaged(Path path, long at, String what) {
        return new DamagedImports(
                "%s: %s (byte %d); move the folder away and import its partitions again"
                        .formatted(path, what, at));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
