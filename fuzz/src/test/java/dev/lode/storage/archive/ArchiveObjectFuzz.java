package dev.lode.storage.archive;

import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Heads, pieces and manifests of the archive: refused with [DamagedObject], or whole.
public final class ArchiveObjectFuzz {
    private ArchiveObjectFuzz() {}

    /// Reads a head and what is behind it, or a manifest.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        int kind = in.next();
        byte[] bytes = in.rest();
        try {
            if ((kind & 1) == 0) {
                piece(bytes);
            } else {
                Manifest manifest = Manifest.decode(bytes);
                if (!Manifest.decode(manifest.encode()).equals(manifest)) {
                    throw new AssertionError("another manifest after it was written");
                }
            }
        } catch (DamagedObject e) {
            if (String.valueOf(e.getMessage()).isEmpty()) {
                throw new AssertionError("nothing is said", e);
            }
        }
    }

    private static void piece(byte[] bytes) throws DamagedObject {
        if (bytes.length > 16) {
            byte[] magic = new byte[ObjectHead.BYTES];
            MemorySegment head = MemorySegment.ofArray(magic);
            head.set(Layouts.I64, 0, 0x314352414544_4F4CL);
            head.set(Layouts.I32, 8, 1);
            System.arraycopy(magic, 0, bytes, 0, 12);
        }
        ObjectHead head = ObjectHead.read(bytes);
        byte[] content = Arrays.copyOfRange(bytes, ObjectHead.BYTES, bytes.length);
        long next = head.first();
        for (LogEntry entry : Piece.read(head, content)) {
            if (entry.index() != next++) {
                throw new AssertionError("entries out of order");
            }
        }
    }
}
