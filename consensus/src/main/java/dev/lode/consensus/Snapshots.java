package dev.lode.consensus;

import dev.lode.base.Layouts;
import dev.lode.storage.archive.CommittedLog;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/// The snapshots of one group: a folder of self-checking files, of which the newest two are kept.
///
/// Threads: owned by one. Format: docs/format/snapshot.md.
final class Snapshots {
    private static final long MAGIC = 0x3150414E53444F4CL; // "LODSNAP1"
    private static final int HEAD_BYTES = 64;
    private static final int VERSION = 1;
    private static final int KEPT = 2;
    private static final String TEMPORARY = "snapshot.tmp";

    private final Path folder;
    private final int group;
    private String trouble = "there is no snapshot";

    Snapshots(Path folder, int group) {
        this.folder = folder;
        this.group = group;
    }

    /// Makes the folder ready to be written.
    void begin() throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(TEMPORARY));
    }

    /// A snapshot that was read.
    ///
    /// @param index the last entry that is in it
    /// @param term of that entry
    record Point(long index, long term) {}

    /// What `load` had to complain of last.
    String trouble() {
        return trouble;
    }

    /// Loads the newest whole one.
    ///
    /// @param machine gets it
    /// @return what it was; null where none is whole, and `trouble` says why
    @Nullable Point load(StateMachine machine) throws IOException {
        List<Path> files = newestFirst();
        for (Path file : files) {
            String wrong = check(file);
            if (wrong == null) {
                return read(file, machine);
            }
            trouble = file.getFileName() + " " + wrong;
        }
        return null;
    }

    /// Whether the snapshot of an index is there and can be read to its end.
    boolean isWhole(long index) throws IOException {
        Path file = folder.resolve(name(index));
        return Files.exists(file) && check(file) == null;
    }

    /// The newest whole one, for a reader on any thread; it may be deleted any time.
    Optional<CommittedLog.Snapshot> newest() throws IOException {
        for (Path file : newestFirst()) {
            if (check(file) != null) {
                continue;
            }
            try (InputStream in = Files.newInputStream(file)) {
                MemorySegment head = MemorySegment.ofArray(in.readNBytes(HEAD_BYTES));
                return Optional.of(
                        new CommittedLog.Snapshot(
                                head.get(Layouts.I64, 16), head.get(Layouts.I64, 24), file));
            }
        }
        return Optional.empty();
    }

    /// Reads a snapshot that lies elsewhere.
    ///
    /// @throws IOException where it is not whole, or not of this group
    Point load(Path file, StateMachine machine) throws IOException {
        String wrong = check(file);
        if (wrong != null) {
            throw new IOException(file.getFileName() + " " + wrong);
        }
        return read(file, machine);
    }

    private static String name(long index) {
        return String.format(Locale.ROOT, "snapshot-%016x.lode", index);
    }

    private List<Path> newestFirst() throws IOException {
        var files = new ArrayList<Path>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (var all = Files.newDirectoryStream(folder, "snapshot-*.lode")) {
            all.forEach(files::add);
        }
        files.sort(Comparator.comparing(Path::toString).reversed());
        return files;
    }

    /// What is wrong with a file; null where nothing is.
    private @Nullable String check(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] head = in.readNBytes(HEAD_BYTES);
            if (head.length < HEAD_BYTES) {
                return "is shorter than its head";
            }
            MemorySegment memory = MemorySegment.ofArray(head);
            var crc = new CRC32C();
            crc.update(head, 0, HEAD_BYTES - Integer.BYTES);
            if (memory.get(Layouts.I64, 0) != MAGIC
                    || memory.get(Layouts.I32, 60) != (int) crc.getValue()) {
                return "fails the checksum of its head";
            }
            if (memory.get(Layouts.I32, 8) != VERSION) {
                return "has the unknown format " + memory.get(Layouts.I32, 8);
            }
            if (memory.get(Layouts.I32, 12) != group) {
                return "belongs to group " + memory.get(Layouts.I32, 12);
            }
            long length = memory.get(Layouts.I64, 32);
            if (Files.size(file) != HEAD_BYTES + length) {
                return "has not the length that its head states";
            }
            var body = new CheckedInputStream(in, new CRC32C());
            body.transferTo(OutputStream.nullOutputStream());
            return (int) body.getChecksum().getValue() == memory.get(Layouts.I32, 40)
                    ? null
                    : "fails its checksum";
        }
    }

    private static Point read(Path file, StateMachine machine) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            MemorySegment head = MemorySegment.ofArray(in.readNBytes(HEAD_BYTES));
            machine.load(in);
            return new Point(head.get(Layouts.I64, 16), head.get(Layouts.I64, 24));
        }
    }

    /// Writes one: it is there whole, or not at all.
    ///
    /// @param machine whose state
    /// @param index of the last entry that it has seen
    /// @param term of that entry
    /// @return the index of the one before it, which is kept too; 0 where there is none
    long save(StateMachine machine, long index, long term) throws IOException {
        Path temporary = folder.resolve(TEMPORARY);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.position(HEAD_BYTES);
            var out = new Counted(new BufferedOutputStream(Channels.newOutputStream(channel)));
            machine.save(out);
            out.flush();
            ByteBuffer head = ByteBuffer.wrap(head(index, term, out.length, out.crc));
            channel.write(head, 0);
            channel.force(true);
        }
        Files.move(
                temporary,
                folder.resolve(name(index)),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            Files.delete(old);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        if (files.size() < KEPT) {
            return 0;
        }
        String before = files.get(KEPT - 1).getFileName().toString();
        return Long.parseUnsignedLong(before.substring(9, 25), 16);
    }

    private byte[] head(long index, long term, long length, CRC32C body) {
        byte[] head = new byte[HEAD_BYTES];
        MemorySegment memory = MemorySegment.ofArray(head);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I32, 8, VERSION);
        memory.set(Layouts.I32, 12, group);
        memory.set(Layouts.I64, 16, index);
        memory.set(Layouts.I64, 24, term);
        memory.set(Layouts.I64, 32, length);
        memory.set(Layouts.I32, 40, (int) body.getValue());
        var crc = new CRC32C();
        crc.update(head, 0, HEAD_BYTES - Integer.BYTES);
        memory.set(Layouts.I32, 60, (int) crc.getValue());
        return head;
    }

    /// Counts and sums what goes through.
    private static final class Counted extends FilterOutputStream {
        private final CRC32C crc = new CRC32C();
        private long length;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            crc.update(b);
            length++;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            crc.update(bytes, offset, count);
            length += count;
        }
    }
}
