package dev.lode.storage.pack;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;

/// The first 64 bytes of a pack: what the file is, how long it must be and which footer it has.
///
/// Format: docs/format/pack.md.
///
/// @param kind of file
/// @param format [#FORMAT] or [#FORMAT_DICTIONARY]
/// @param fileBytes length of the file
/// @param secretId which secret unseals its keys, or those of the pack that it adds to
/// @param footerCheck checksum of the footer
record Header(SealedKind kind, int format, long fileBytes, Id128 secretId, int footerCheck) {
    static final int BYTES = 64;

    /// Where the first section begins.
    static final int AREA_BYTES = 4096;

    static final int FORMAT = 2;

    /// That of packs whose blobs refer to a dictionary, so that a reader that knows of none refuses
    /// them.
    static final int FORMAT_DICTIONARY = 3;

    private static final int CHECK = 60;

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, kind.magic);
        memory.set(Layouts.I16, 8, (short) format);
        memory.set(Layouts.I32, 12, Footer.BYTES);
        memory.set(Layouts.I64, 16, fileBytes);
        secretId.write(memory, 24);
        memory.set(Layouts.I32, 40, footerCheck);
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }

    /// Reads a header, or says what is wrong with it.
    static Header read(byte[] bytes, SealedKind kind) throws Malformed {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I64, 0) != kind.magic) {
            throw new Malformed("not a " + kind.noun + " of Lode, or its first bytes are damaged");
        }
        if (memory.get(Layouts.I32, CHECK) != new Checksum().of(bytes, 0, CHECK)) {
            throw new Malformed("the checksum of the header does not hold");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        if (format != FORMAT && !(format == FORMAT_DICTIONARY && kind == SealedKind.PACK)) {
            throw new Malformed(
                    "format "
                            + format
                            + " is not known here; this version reads "
                            + FORMAT
                            + (kind == SealedKind.PACK ? " and " + FORMAT_DICTIONARY : "")
                            + (format < FORMAT ? ": pack the hunt anew" : ": take a newer Lode"));
        }
        return new Header(
                kind,
                format,
                memory.get(Layouts.I64, 16),
                Id128.read(memory, 24),
                memory.get(Layouts.I32, 40));
    }
}
