package dev.lode.storage.pack;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadCheck;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The last 320 bytes of a pack: its numbers, its commitment and its section table.
///
/// Format: docs/format/pack.md.
///
/// @param info the numbers
/// @param sections one of each kind, in the order of the kinds; a dictionary only where there is
///   one
record Footer(PackInfo info, List<Section> sections) {
    static final int BYTES = 320;

    /// `LODEFOOT`.
    static final long MAGIC = 0x544F4F46_45444F4CL;

    /// The commitment of a file that has no keys.
    static final String NO_ROOT = "0".repeat(64);

    private static final int ROOT = 88;
    private static final int ROOT_BYTES = 32;
    private static final int TABLE = 128;
    private static final int ROW_BYTES = 32;
    private static final int CHECK = 316;

    Section section(Section.Kind kind) {
        return sections.get(kind.code - 1);
    }

    Optional<Section> dictionary() {
        return info.dictionaryBytes() == 0
                ? Optional.empty()
                : Optional.of(section(Section.Kind.DICTIONARY));
    }

    ExtentPlace extent() {
        Section heads = section(Section.Kind.HEADS);
        Section blobs = section(Section.Kind.BLOBS);
        return new ExtentPlace(
                heads.at(), heads.end(), blobs.at(), blobs.end(), info.blobBytesMax());
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I16, 8, (short) info.format());
        memory.set(Layouts.I16, 10, (short) sections.size());
        memory.set(Layouts.I32, 12, info.blobBytesMax());
        memory.set(Layouts.I64, 16, info.bytes());
        memory.set(Layouts.I64, 24, info.rooms());
        memory.set(Layouts.I64, 32, info.cells());
        memory.set(Layouts.I64, 40, info.keys());
        memory.set(Layouts.I64, 48, info.plainBytes());
        memory.set(Layouts.I64, 56, info.storedBytes());
        memory.set(Layouts.I32, 64, info.partitions());
        info.secretId().write(memory, 72);
        byte[] root = HexFormat.of().parseHex(info.merkleRoot());
        System.arraycopy(root, 0, bytes, ROOT, ROOT_BYTES);
        for (int i = 0; i < sections.size(); i++) {
            long row = TABLE + (long) i * ROW_BYTES;
            Section section = sections.get(i);
            memory.set(Layouts.I32, row, section.kind().code);
            memory.set(Layouts.I32, row + 4, section.check());
            memory.set(Layouts.I64, row + 8, section.at());
            memory.set(Layouts.I64, row + 16, section.bytes());
            if (section.kind() != Section.Kind.DICTIONARY) { // whose row has no room for it
                memory.set(Layouts.I64, row + 24, section.checksAt());
            }
        }
        memory.set(Layouts.I32, CHECK, check(bytes));
        return bytes;
    }

    /// The checksum that stands in a footer.
    static int check(byte[] bytes) {
        return new Checksum().of(bytes, 0, CHECK);
    }

    /// Reads a footer and checks that its sections lie within the file, or says what is wrong.
    static Footer read(byte[] bytes, long fileBytes) throws Malformed {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I64, 0) != MAGIC || memory.get(Layouts.I32, CHECK) != check(bytes)) {
            throw new Malformed("the checksum of the footer does not hold");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        var sections = new ArrayList<Section>();
        for (Section.Kind kind : Section.Kind.ALWAYS) {
            sections.add(section(memory, kind, fileBytes - BYTES));
        }
        int dictionaryBytes = 0;
        if (format == Header.FORMAT_DICTIONARY) {
            Section dictionary = section(memory, Section.Kind.DICTIONARY, fileBytes - BYTES);
            if (dictionary.bytes() < 1 || dictionary.bytes() > BlobDictionary.BYTES_MAX) {
                throw new Malformed("a dictionary of " + dictionary.bytes() + " bytes cannot be");
            }
            dictionaryBytes = (int) dictionary.bytes();
            sections.add(dictionary);
        }
        var info =
                new PackInfo(
                        format,
                        memory.get(Layouts.I64, 24),
                        memory.get(Layouts.I64, 32),
                        memory.get(Layouts.I64, 40),
                        memory.get(Layouts.I32, 64),
                        memory.get(Layouts.I32, 12),
                        memory.get(Layouts.I64, 16),
                        memory.get(Layouts.I64, 48),
                        memory.get(Layouts.I64, 56),
                        dictionaryBytes,
                        Id128.read(memory, 72),
                        HexFormat.of().formatHex(bytes, ROOT, ROOT + ROOT_BYTES));
        var footer = new Footer(info, List.copyOf(sections));
        footer.mustFit(fileBytes);
        return footer;
    }

    private static Section section(MemorySegment memory, Section.Kind kind, long end)
            throws Malformed {
        long row = TABLE + (kind.code - 1L) * ROW_BYTES;
        var section =
                new Section(
                        kind,
                        memory.get(Layouts.I32, row + 4),
                        memory.get(Layouts.I64, row + 8),
                        memory.get(Layouts.I64, row + 16),
                        kind == Section.Kind.DICTIONARY ? 0 : memory.get(Layouts.I64, row + 24));
        boolean sound =
                memory.get(Layouts.I32, row) == kind.code
                        && HeadCheck.within(section.at(), section.bytes(), Header.AREA_BYTES, end)
                        && (!kind.paged
                                || HeadCheck.within(
                                        section.checksAt(),
                                        4 * section.pages(),
                                        Header.AREA_BYTES,
                                        end));
        if (!sound) {
            throw new Malformed("the section " + kind.text() + " lies outside of the file");
        }
        return section;
    }

    private void mustFit(long fileBytes) throws Malformed {
        Section heads = section(Section.Kind.HEADS);
        Section keys = section(Section.Kind.KEYS);
        long count = info.keys();
        boolean known = info.format() == Header.FORMAT || info.format() == Header.FORMAT_DICTIONARY;
        if (info.bytes() != fileBytes || !known) {
            throw new Malformed("the footer belongs to another file");
        }
        if (heads.bytes() < Directory.BYTES
                || heads.at() % ChunkShape.ALIGN != 0
                || info.blobBytesMax() <= 0
                || info.blobBytesMax() >= 1 << CellValue.LENGTH_BITS
                || count != keys.bytes() / SealedKeys.RECORD_BYTES
                || keys.bytes() % SealedKeys.RECORD_BYTES != 0) {
            throw new Malformed("the footer contradicts itself");
        }
    }
}
