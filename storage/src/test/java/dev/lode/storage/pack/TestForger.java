package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Changes a pack and makes its checksums fit again: files that lie, as no damage by chance would.
final class TestForger {
    private TestForger() {}

    /// Makes the checksum of a page of a section fit, and all checksums above it.
    static void fitPage(Path file, Section section, int page) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = (int) section.at() + page * Section.PAGE_BYTES;
        int length = (int) Math.min(Section.PAGE_BYTES, section.end() - at);
        int check = new Checksum().of(bytes, at, length);
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I32, section.checksAt() + 4L * page, check);
        int all = new Checksum().of(bytes, (int) section.checksAt(), (int) (4 * section.pages()));
        int row = bytes.length - Footer.BYTES + 128 + 32 * (section.kind().code - 1);
        memory.set(Layouts.I32, row + 4L, all);
        fitFrame(bytes);
        Files.write(file, bytes);
    }

    /// Changes the footer.
    static void footer(Path file, Consumer<MemorySegment> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        change.accept(
                MemorySegment.ofArray(bytes).asSlice(bytes.length - Footer.BYTES, Footer.BYTES));
        fitFrame(bytes);
        Files.write(file, bytes);
    }

    /// Writes a pack anew with its heads before its blobs, as packs were made first.
    static void headsFirst(Path file) throws IOException {
        byte[] old = Files.readAllBytes(file);
        Section heads = section(file, Section.Kind.HEADS);
        Section blobs = section(file, Section.Kind.BLOBS);
        int oldTail = (int) section(file, Section.Kind.GRAPH).at();
        int headsAt = Header.AREA_BYTES;
        int blobsAt = upTo(headsAt + (int) heads.bytes(), ChunkShape.PAGE_BYTES);
        int tail = upTo(blobsAt + (int) blobs.bytes(), ChunkShape.ALIGN);
        byte[] bytes = new byte[tail + old.length - oldTail];
        System.arraycopy(old, 0, bytes, 0, headsAt);
        System.arraycopy(old, (int) heads.at(), bytes, headsAt, (int) heads.bytes());
        System.arraycopy(old, (int) blobs.at(), bytes, blobsAt, (int) blobs.bytes());
        System.arraycopy(old, oldTail, bytes, tail, old.length - oldTail);
        byte[] entries = Arrays.copyOfRange(bytes, headsAt, headsAt + Directory.BYTES);
        var directory = new Directory(entries);
        for (int p = 0; p < Directory.PARTITIONS; p++) {
            if (directory.headAt(p) != 0) {
                directory.set(
                        p,
                        directory.headAt(p) - heads.at() + headsAt,
                        directory.headBytes(p),
                        directory.blobsAt(p) - blobs.at() + blobsAt,
                        directory.headCheck(p));
            }
        }
        System.arraycopy(entries, 0, bytes, headsAt, entries.length);
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 16, bytes.length);
        long footer = (long) bytes.length - Footer.BYTES;
        memory.set(Layouts.I64, footer + 16, bytes.length);
        for (Section.Kind kind : Section.Kind.ALWAYS) {
            long row = footer + 128 + 32L * (kind.code - 1);
            switch (kind) {
                case HEADS -> {
                    memory.set(Layouts.I32, row + 4, new Checksum().of(entries, 0, entries.length));
                    memory.set(Layouts.I64, row + 8, headsAt);
                }
                case BLOBS -> memory.set(Layouts.I64, row + 8, blobsAt);
                case GRAPH, KEYS, META, DICTIONARY -> {
                    for (long at : new long[] {row + 8, row + 24}) {
                        memory.set(Layouts.I64, at, memory.get(Layouts.I64, at) - oldTail + tail);
                    }
                }
            }
        }
        fitFrame(bytes);
        Files.write(file, bytes);
    }

    private static int upTo(int end, int multiple) {
        return Math.ceilDiv(end, multiple) * multiple;
    }

    /// Changes the chunk header of a partition.
    static void header(Path file, int partition, UnaryOperator<ChunkHeader> change)
            throws IOException {
        chunk(
                file,
                partition,
                (bytes, head) -> {
                    var header = ChunkHeader.read(bytes, head).orElseThrow();
                    byte[] changed = change.apply(header).bytes();
                    System.arraycopy(changed, 0, bytes, head, changed.length);
                });
    }

    /// Changes the body of the first page of a partition's head, which has few pages.
    static void body(Path file, int partition, Consumer<MemorySegment> change) throws IOException {
        chunk(
                file,
                partition,
                (bytes, head) -> {
                    var header = ChunkHeader.read(bytes, head).orElseThrow();
                    var shape = header.shape();
                    var memory = MemorySegment.ofArray(bytes).asSlice(head, shape.headBytes());
                    change.accept(memory);
                    int from = head + ChunkShape.HEADER_BYTES;
                    int length =
                            (int)
                                    Math.min(
                                            ChunkShape.PAGE_BYTES,
                                            shape.checksAt() - ChunkShape.HEADER_BYTES);
                    var checks = new ArrayList<>(header.pageChecks());
                    checks.set(0, new Checksum().of(bytes, from, length));
                    byte[] changed =
                            new ChunkHeader(
                                            partition,
                                            header.rooms(),
                                            header.keys(),
                                            header.cells(),
                                            header.headBytes(),
                                            header.blobBytes(),
                                            0,
                                            checks,
                                            0)
                                    .bytes();
                    System.arraycopy(changed, 0, bytes, head, changed.length);
                });
    }

    private interface ChunkChange {
        void apply(byte[] bytes, int head);
    }

    private static void chunk(Path file, int partition, ChunkChange change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        var memory = MemorySegment.ofArray(bytes);
        byte[] entries = new byte[Directory.BYTES];
        int heads = (int) section(file, Section.Kind.HEADS).at();
        System.arraycopy(bytes, heads, entries, 0, entries.length);
        var directory = new Directory(entries);
        int head = (int) directory.headAt(partition);
        change.apply(bytes, head);
        directory.set(
                partition,
                head,
                memory.get(Layouts.I64, head + 24L),
                directory.blobsAt(partition),
                memory.get(Layouts.I32, head + 60L));
        System.arraycopy(entries, 0, bytes, heads, entries.length);
        fitFrame(bytes);
        Files.write(file, bytes);
    }

    /// The footer's row of a section.
    static Section section(Path file, Section.Kind kind) throws IOException {
        try (var open = FileChannel.open(file)) {
            return PackFile.frame(file, open).section(kind);
        }
    }

    private static void fitFrame(byte[] bytes) {
        var memory = MemorySegment.ofArray(bytes);
        int footer = bytes.length - Footer.BYTES;
        int check = new Checksum().of(bytes, footer, Footer.BYTES - 4);
        memory.set(Layouts.I32, footer + Footer.BYTES - 4L, check);
        memory.set(Layouts.I32, 40, check);
        memory.set(Layouts.I32, 60, new Checksum().of(bytes, 0, 60));
    }
}
