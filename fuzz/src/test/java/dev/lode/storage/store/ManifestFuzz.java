package dev.lode.storage.store;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Manifests of a store: refused with a message, or as they are written again.
public final class ManifestFuzz {
    private static final byte[] SOUND =
            new Manifest(
                            5,
                            new Id128(7, 9),
                            4,
                            List.of(
                                    new Manifest.Row(3, 2_105_408, 0x1234_5678, 2),
                                    new Manifest.Row(1, 2_109_504, 0x9ABC_DEF0, 7)),
                            Map.of(0, 1L << 20, 1, 77L << 16 | 2))
                    .bytes();

    private ManifestFuzz() {}

    /// Reads bytes, or a sound manifest that was edited; length and checksum are made to fit where
    /// bits are set.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        int kind = in.next();
        byte[] bytes = (kind & 1) == 0 ? in.rest() : in.applyTo(SOUND);
        if ((kind & 2) != 0 && bytes.length >= 20) {
            MemorySegment memory = MemorySegment.ofArray(bytes);
            memory.set(Layouts.I64, 0, MemorySegment.ofArray(SOUND).get(Layouts.I64, 0));
            memory.set(Layouts.I32, 12, bytes.length);
            int end = bytes.length - 4;
            memory.set(Layouts.I32, end, new Checksum().of(bytes, 0, end));
        }
        try {
            Manifest manifest = Manifest.read(bytes);
            mustBeWhole(manifest);
        } catch (Manifest.Malformed e) {
            if (String.valueOf(e.getMessage()).isEmpty()) {
                throw new AssertionError("nothing is said", e);
            }
        }
    }

    private static void mustBeWhole(Manifest manifest) throws Manifest.Malformed {
        if (!Manifest.read(manifest.bytes()).equals(manifest)) {
            throw new AssertionError("another manifest after it was written");
        }
        var numbers = new HashSet<Integer>();
        for (Manifest.Row row : manifest.extents()) {
            if (row.number() >= manifest.nextNumber() || !numbers.add(row.number())) {
                throw new AssertionError("a number that may be used twice");
            }
        }
    }
}
