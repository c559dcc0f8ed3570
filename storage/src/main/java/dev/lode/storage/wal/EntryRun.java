package dev.lode.storage.wal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a run of entries of one log lies in one segment, and of what type each is.
///
/// Threads: guarded by the lock of the log. Memory: about 1.3 bytes an entry that is shorter than
/// 500 bytes, 2.3 for longer ones, on the heap.
final class EntryRun {
    /* Implementation: the stream has, for each entry, a varint: twice the distance from the entry
     * before, in units of 8 bytes, plus 1 where the type is another; the new type follows as a byte.
     * A mark before every 32nd entry says where in the stream that entry is, and what offset and type
     * the one before it had, so that no look-up decodes more than 32. A run that is cut in two shares
     * the arrays; it copies them before it is appended to, and who lets go of them last gives them
     * back.
     */
    private static final int SPACING = 32;
    private static final int OFFSET_BITS = 28;
    private static final int TYPE_BITS = 8;
    private static final int VARINT_MAX = 5;
    private static final byte[] NO_STREAM = {};
    private static final long[] NO_MARKS = {};

    final long life;
    private final PlaceArrays arrays;
    private final long base;
    private long first;
    private long last;
    private byte[] stream;
    private int length;
    private long[] marks;
    private long end; // offset and type of the last entry, as a cursor
    private int @Nullable [] holders; // how many runs have the arrays; null where it is this one
    private int read; // moved by `next`

    /// An empty run.
    ///
    /// @param life of the segment
    /// @param first index of the entry that will come first
    /// @param room bytes of the stream that are expected
    /// @param arrays where its arrays come from and go to
    EntryRun(long life, long first, int room, PlaceArrays arrays) {
        this.life = life;
        this.arrays = arrays;
        this.base = first;
        this.first = first;
        last = first - 1;
        stream = arrays.stream(Math.max(room, VARINT_MAX + 1));
        marks = arrays.marks(1);
    }

    private EntryRun(EntryRun of, long first, long last) {
        life = of.life;
        arrays = of.arrays;
        base = of.base;
        this.first = first;
        this.last = of.last;
        stream = of.stream;
        length = of.length;
        marks = of.marks;
        end = of.end;
        int[] both = of.holders == null ? new int[] {1} : of.holders;
        both[0]++;
        of.holders = both;
        holders = both;
        if (last < of.last) {
            cutBehind(last);
        }
    }

    /// A run from its stream.
    ///
    /// @param count how many entries
    /// @param limit none of them begins there or behind
    /// @return null where the stream is no run of so many entries
    static @Nullable EntryRun of(long life, long first, int count, byte[] stream, long limit) {
        var run = new EntryRun(life, first, 0, PlaceArrays.NONE);
        run.stream = stream;
        run.length = stream.length;
        run.marks = new long[(count + SPACING - 1) / SPACING];
        long cursor = 0;
        for (int i = 0; i < count; i++) {
            if (i % SPACING == 0) {
                run.marks[i / SPACING] = ((long) run.read << (OFFSET_BITS + TYPE_BITS)) | cursor;
            }
            long before = cursor >>> TYPE_BITS;
            if (!run.wholeAt(run.read)) {
                return null;
            }
            cursor = run.next(cursor);
            long units = cursor >>> TYPE_BITS;
            if (units <= before || units >= limit >>> 3) {
                return null;
            }
        }
        if (run.read != run.length || count == 0) {
            return null;
        }
        run.end = cursor;
        run.last = first + count - 1;
        return run;
    }

    /// Whether an item of the stream, with its type, ends within it.
    private boolean wholeAt(int at) {
        int to = at;
        while (to < length && stream[to] < 0 && to - at < VARINT_MAX) {
            to++;
        }
        return to - at < VARINT_MAX && to + (at < length ? stream[at] & 1 : 0) < length;
    }

    /// Its stream alone, as `of` takes it.
    byte[] stream() {
        if (first == base) {
            return Arrays.copyOf(stream, length);
        }
        var anew = new EntryRun(life, first, length, PlaceArrays.NONE);
        forEach((_, offset, type) -> anew.append(offset, type));
        return Arrays.copyOf(anew.stream, anew.length);
    }

    /// Bytes on the heap, about.
    long heapBytes() {
        return stream.length + 8L * marks.length + 120;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    boolean isEmpty() {
        return first > last;
    }

    /// The same entries, or some of them; what happens to this one does not concern it.
    EntryRun part(long from, long to) {
        return new EntryRun(this, Math.max(from, first), Math.min(to, last));
    }

    /// Adds the entry behind the last; it lies behind it in the segment, too.
    ///
    /// @param offset in the segment, a multiple of 8
    /// @param type of the entry
    void append(long offset, byte type) {
        ownArrays();
        long units = offset >>> 3;
        int count = (int) (last + 1 - base);
        if (count % SPACING == 0) {
            int mark = count / SPACING;
            if (mark == marks.length) {
                moveMarks(mark);
            }
            marks[mark] = ((long) length << (OFFSET_BITS + TYPE_BITS)) | end;
        }
        if (length + VARINT_MAX + 1 > stream.length) {
            moveStream();
        }
        boolean other = type != (byte) end;
        long value = ((units - (end >>> TYPE_BITS)) << 1) | (other ? 1 : 0);
        while (value > 0x7F) {
            stream[length++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        stream[length++] = (byte) value;
        if (other) {
            stream[length++] = type;
        }
        end = (units << TYPE_BITS) | Byte.toUnsignedInt(type);
        last++;
    }

    /// Before they are written: arrays that nobody else reads.
    private void ownArrays() {
        int[] all = holders;
        if (all == null) {
            return;
        }
        holders = null;
        if (all[0] > 1) {
            all[0]--;
            byte[] of = stream;
            long[] ofMarks = marks;
            stream = arrays.stream(length + VARINT_MAX + 1);
            marks = arrays.marks(ofMarks.length);
            System.arraycopy(of, 0, stream, 0, length);
            System.arraycopy(ofMarks, 0, marks, 0, ofMarks.length);
        }
    }

    private void moveStream() {
        byte[] full = stream;
        stream = arrays.stream(full.length + VARINT_MAX + 1);
        System.arraycopy(full, 0, stream, 0, length);
        arrays.give(full);
    }

    private void moveMarks(int count) {
        long[] full = marks;
        marks = arrays.marks(count + 1);
        System.arraycopy(full, 0, marks, 0, count);
        arrays.give(full);
    }

    /// Gives its arrays back, unless others read them; it must not be used again.
    void drop() {
        int[] all = holders;
        if (all == null || --all[0] == 0) {
            arrays.give(stream);
            arrays.give(marks);
        }
        holders = null;
        stream = NO_STREAM;
        marks = NO_MARKS;
    }

    /// Whether an entry at an offset may stand behind the last.
    boolean takes(long index, long itsLife, long offset) {
        return index == last + 1 && itsLife == life && offset >>> 3 > end >>> TYPE_BITS;
    }

    /// Offset and type of an entry, as a cursor; `read` stands behind it.
    private long seek(long index) {
        int at = (int) (index - base);
        long mark = marks[at / SPACING];
        read = (int) (mark >>> (OFFSET_BITS + TYPE_BITS));
        long cursor = mark & ((1L << (OFFSET_BITS + TYPE_BITS)) - 1);
        for (int i = at / SPACING * SPACING; i <= at; i++) {
            cursor = next(cursor);
        }
        return cursor;
    }

    private long next(long cursor) {
        long value = 0;
        int shift = 0;
        byte b = stream[read++];
        while (b < 0) {
            value |= (long) (b & 0x7F) << shift;
            shift += 7;
            b = stream[read++];
        }
        value |= (long) b << shift;
        long type = (value & 1) == 0 ? cursor & 0xFF : Byte.toUnsignedLong(stream[read++]);
        return (((cursor >>> TYPE_BITS) + (value >>> 1)) << TYPE_BITS) | type;
    }

    /// Where an entry of this run begins in its segment.
    long offset(long index) {
        return (index == last ? end : seek(index)) >>> TYPE_BITS << 3;
    }

    /// Who is told of each entry.
    interface Visitor {
        /// Takes one.
        void entry(long index, long offset, byte type);
    }

    /// Tells of all entries in order.
    void forEach(Visitor visitor) {
        if (isEmpty()) {
            return;
        }
        long cursor = seek(first);
        for (long index = first; index < last; index++) {
            visitor.entry(index, cursor >>> TYPE_BITS << 3, (byte) cursor);
            cursor = next(cursor);
        }
        visitor.entry(last, cursor >>> TYPE_BITS << 3, (byte) cursor);
    }

    /// Drops the entries before an index.
    void cutBefore(long kept) {
        first = Math.max(first, kept);
    }

    /// Drops the entries behind an index.
    void cutBehind(long kept) {
        if (kept >= last) {
            return;
        }
        if (kept < first) {
            last = first - 1;
            return;
        }
        end = seek(kept);
        length = read;
        last = kept;
    }
}
