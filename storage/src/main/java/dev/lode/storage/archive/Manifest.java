package dev.lode.storage.archive;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What is known of a group's archive without looking at each object: a hint that saves a listing,
/// and can be made again from one.
///
/// @param chain where the pieces end
/// @param pieces how many there are
/// @param snapshot index of the newest whole snapshot; 0 for none
/// @param snapshotBytes its length
/// @param gaps the newest of them, oldest first
record Manifest(
        Chain chain, long pieces, long snapshot, long snapshotBytes, List<ArchiveGap> gaps) {
    /// Most gaps that a manifest keeps; all of them stand in the heads of pieces.
    static final int GAPS_MAX = 256;

    static final Manifest EMPTY = new Manifest(Chain.NONE, 0, 0, 0, List.of());

    private static final int HEAD_BYTES = 88;
    private static final int GAP_BYTES = 16;

    /// Where a chain of pieces ends.
    ///
    /// @param first index of the last piece; 0 for none
    /// @param last index of the last piece; 0 for none
    /// @param hash of the last piece
    record Chain(long first, long last, ObjectHash hash) {
        static final Chain NONE = new Chain(0, 0, ObjectHash.NONE);
    }

    Manifest {
        gaps = List.copyOf(gaps.subList(Math.max(0, gaps.size() - GAPS_MAX), gaps.size()));
    }

    /// The same with a piece more.
    Manifest with(Chain next) {
        var now = new ArrayList<>(gaps);
        if (next.first() > chain.last() + 1) {
            now.add(new ArchiveGap(chain.last() + 1, next.first() - 1));
        }
        return new Manifest(next, pieces + 1, snapshot, snapshotBytes, now);
    }

    Manifest withSnapshot(long index, long bytes) {
        return new Manifest(chain, pieces, index, bytes, gaps);
    }

    /// Whether a snapshot covers every gap.
    boolean whole() {
        return gaps.isEmpty() || gaps.getLast().last() <= snapshot;
    }

    byte[] encode() {
        byte[] bytes = new byte[HEAD_BYTES + gaps.size() * GAP_BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, chain.first());
        memory.set(Layouts.I64, 8, chain.last());
        chain.hash().write(memory, 16);
        memory.set(Layouts.I64, 48, pieces);
        memory.set(Layouts.I64, 56, snapshot);
        memory.set(Layouts.I64, 64, snapshotBytes);
        memory.set(Layouts.I64, 72, gaps.size());
        memory.set(Layouts.I64, 80, 0);
        long at = HEAD_BYTES;
        for (ArchiveGap gap : gaps) {
            memory.set(Layouts.I64, at, gap.first());
            memory.set(Layouts.I64, at + 8, gap.last());
            at += GAP_BYTES;
        }
        return bytes;
    }

    static Manifest decode(byte[] bytes) throws DamagedObject {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        long count = bytes.length < HEAD_BYTES ? -1 : memory.get(Layouts.I64, 72);
        if (count < 0 || count > GAPS_MAX || bytes.length != HEAD_BYTES + count * GAP_BYTES) {
            throw new DamagedObject("makes no sense");
        }
        List<ArchiveGap> gaps = new ArrayList<>();
        for (long at = HEAD_BYTES; at < bytes.length; at += GAP_BYTES) {
            gaps.add(new ArchiveGap(memory.get(Layouts.I64, at), memory.get(Layouts.I64, at + 8)));
        }
        return new Manifest(
                new Chain(
                        memory.get(Layouts.I64, 0),
                        memory.get(Layouts.I64, 8),
                        ObjectHash.read(memory, 16)),
                memory.get(Layouts.I64, 48),
                memory.get(Layouts.I64, 56),
                memory.get(Layouts.I64, 64),
                gaps);
    }
}
