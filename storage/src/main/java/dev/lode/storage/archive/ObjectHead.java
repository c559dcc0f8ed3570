package dev.lode.storage.archive;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// What stands in the clear at the head of every object of the archive. Format:
/// docs/format/archive.md.
///
/// @param kind what the object is
/// @param cluster whose it is
/// @param group of that cluster
/// @param part number of the part, for a snapshot; else 0
/// @param first of a piece the first index; of a snapshot its index; of a manifest 0
/// @param last of a piece the last index; of a snapshot the term of its index; of a manifest 0
/// @param count of a piece the entries; of a snapshot the parts; of a manifest 0
/// @param previousFirst of a piece the first index of the piece before, 0 for none; else 0
/// @param previousLast of a piece the last index of the piece before, 0 for none; else 0
/// @param previousHash hash of the piece or part before
/// @param keyCheck tells one cluster key from another
/// @param bodyBytes length of what follows the head, without the hash
record ObjectHead(
        Kind kind,
        Id128 cluster,
        int group,
        int part,
        long first,
        long last,
        int count,
        long previousFirst,
        long previousLast,
        ObjectHash previousHash,
        long keyCheck,
        int bodyBytes) {
    static final int BYTES = 136;

    /// Where the nonce stands; all before it goes into it.
    static final int NONCE = 124;

    static final int NONCE_BYTES = 12;

    private static final long MAGIC = 0x314352414544_4F4CL; // "LODEARC1"
    private static final int FORMAT = 1;

    /// What an object is.
    enum Kind {
        PIECE(1),
        SNAPSHOT(2),
        MANIFEST(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) throws DamagedObject {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new DamagedObject("has the unknown kind " + code);
        }
    }

    void write(MemorySegment memory) {
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I32, 8, FORMAT);
        memory.set(Layouts.I32, 12, kind.code);
        cluster.write(memory, 16);
        memory.set(Layouts.I32, 32, group);
        memory.set(Layouts.I32, 36, part);
        memory.set(Layouts.I64, 40, first);
        memory.set(Layouts.I64, 48, last);
        memory.set(Layouts.I64, 56, previousFirst);
        memory.set(Layouts.I64, 64, previousLast);
        previousHash.write(memory, 72);
        memory.set(Layouts.I64, 104, keyCheck);
        memory.set(Layouts.I32, 112, count);
        memory.set(Layouts.I32, 116, bodyBytes);
        memory.set(Layouts.I32, 120, 0);
    }

    /// Reads the head of an object, of which at least the head must be there.
    static ObjectHead read(byte[] object) throws DamagedObject {
        if (object.length < BYTES) {
            throw new DamagedObject("is shorter than its head");
        }
        MemorySegment memory = MemorySegment.ofArray(object);
        if (memory.get(Layouts.I64, 0) != MAGIC) {
            throw new DamagedObject("is no object of Lode's archive");
        }
        if (memory.get(Layouts.I32, 8) != FORMAT) {
            throw new DamagedObject("has the unknown format " + memory.get(Layouts.I32, 8));
        }
        return new ObjectHead(
                Kind.of(memory.get(Layouts.I32, 12)),
                Id128.read(memory, 16),
                memory.get(Layouts.I32, 32),
                memory.get(Layouts.I32, 36),
                memory.get(Layouts.I64, 40),
                memory.get(Layouts.I64, 48),
                memory.get(Layouts.I32, 112),
                memory.get(Layouts.I64, 56),
                memory.get(Layouts.I64, 64),
                ObjectHash.read(memory, 72),
                memory.get(Layouts.I64, 104),
                memory.get(Layouts.I32, 116));
    }
}
