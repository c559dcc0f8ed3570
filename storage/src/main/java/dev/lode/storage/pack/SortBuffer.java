package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.base.memory.Mapping;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Records in memory, until they are sorted and written as one run.
///
/// Threads: one at a time; handed from the one that fills it to the one that writes it. Memory: off
/// heap, at most the bytes it was given, or what was added to it while it was empty if that is
/// more; taken with the first record, touched as it fills, kept until it is closed. On the heap the
/// longest record.
final class SortBuffer implements AutoCloseable {
    /* Implementation: records grow from the front of the memory, their index from its end: for each record an entry of
     * its room, its order, where it lies, and one place in each of the two arrays of record numbers between which a
     * merge sort goes to and fro. */

    private static final String OWNER = "storage.pack";
    private static final int INDEX_BYTES = 32;
    private static final int ORDER = 8;
    private static final int RECORD_AT = 16;
    private static final int SORTED = 24;
    private static final int SORTED_NEXT = 28;

    private final long limit;
    private @Nullable Mapping mapping;
    private MemorySegment memory = MemorySegment.NULL;
    private long bytes;
    private int count;
    private boolean inOrder = true;
    private byte[] record = new byte[Entry.HEAD_BYTES];

    SortBuffer(long limit) {
        this.limit = limit;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Whether all that is here came in order, behind a place.
    boolean follows(long roomFp, long order) {
        return inOrder && count > 0 && Entry.compare(roomFp, order, room(0), order(0)) < 0;
    }

    /// Bytes that a run of what is here would have.
    long bytes() {
        return bytes;
    }

    /// Whether so much more keeps the limit.
    boolean fits(long moreBytes, int moreRecords) {
        return bytes + moreBytes + (count + (long) moreRecords) * INDEX_BYTES <= limit;
    }

    /// Adds a record: its head and what follows.
    void add(long roomFp, long order, byte[] from, int at, int length) {
        reserve(length);
        MemorySegment.copy(from, at, memory, Layouts.I8, bytes, length);
        inOrder &=
                count == 0 || Entry.compare(room(count - 1), order(count - 1), roomFp, order) <= 0;
        long entry = entry(count);
        memory.set(Layouts.I64, entry, roomFp);
        memory.set(Layouts.I64, entry + ORDER, order);
        memory.set(Layouts.I64, entry + RECORD_AT, bytes);
        count++;
        bytes += length;
    }

    /// Writes every record, sorted and stable, and forgets them.
    void spill(Run.Writer run) throws IOException {
        int sorted = inOrder ? 0 : sort();
        for (int i = 0; i < count; i++) {
            int next = inOrder ? i : number(sorted, i);
            long at = memory.get(Layouts.I64, entry(next) + RECORD_AT);
            int length = Entry.HEAD_BYTES + memory.get(Layouts.I32, at + Entry.STORED_BYTES_AT);
            if (record.length < length) {
                record = new byte[length];
            }
            MemorySegment.copy(memory, Layouts.I8, at, record, 0, length);
            run.record(room(next), order(next), record, length);
        }
        bytes = 0;
        count = 0;
        inOrder = true;
        if (memory.byteSize() > limit) {
            close();
        }
    }

    private void reserve(int length) {
        long needed = bytes + length + (count + 1L) * INDEX_BYTES;
        if (needed <= memory.byteSize()) {
            return;
        }
        Mapping larger = Mapping.anonymous(OWNER, Math.max(limit, needed + (needed >> 1)));
        long index = (long) count * INDEX_BYTES;
        MemorySegment to = larger.segment();
        MemorySegment.copy(memory, 0, to, 0, bytes);
        MemorySegment.copy(memory, entry(count - 1), to, to.byteSize() - index, index);
        int kept = count;
        long keptBytes = bytes;
        close();
        count = kept;
        bytes = keptBytes;
        mapping = larger;
        memory = to;
    }

    private long entry(int of) {
        return memory.byteSize() - (of + 1L) * INDEX_BYTES;
    }

    private long room(int of) {
        return memory.get(Layouts.I64, entry(of));
    }

    private long order(int of) {
        return memory.get(Layouts.I64, entry(of) + ORDER);
    }

    /// The number of a record in one of the two arrays.
    private int number(int array, int at) {
        return memory.get(Layouts.I32, entry(at) + array);
    }

    private void number(int array, int at, int of) {
        memory.set(Layouts.I32, entry(at) + array, of);
    }

    /// Sorts the numbers of all records.
    ///
    /// @return the array that has them
    private int sort() {
        int from = SORTED;
        int to = SORTED_NEXT;
        for (int i = 0; i < count; i++) {
            number(from, i, i);
        }
        for (long width = 1; width < count; width *= 2) {
            for (long start = 0; start < count; start += 2 * width) {
                int middle = (int) Math.min(start + width, count);
                int end = (int) Math.min(start + 2 * width, count);
                merge(from, (int) start, middle, end, to);
            }
            int swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private void merge(int from, int start, int middle, int end, int to) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    right >= end
                            || (left < middle
                                    && compare(number(from, left), number(from, right)) <= 0);
            number(to, i, number(from, takeLeft ? left++ : right++));
        }
    }

    private int compare(int a, int b) {
        return Entry.compare(room(a), order(a), room(b), order(b));
    }

    /// Gives the memory back; what is here is forgotten.
    @Override
    public void close() {
        memory = MemorySegment.NULL;
        bytes = 0;
        count = 0;
        if (mapping != null) {
            mapping.close();
            mapping = null;
        }
    }
}
