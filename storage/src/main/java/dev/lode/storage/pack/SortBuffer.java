package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Records in memory, until they are sorted and written as one run.
///
/// Threads: owned by one. Memory: at most the bytes it was given; while it grows, half as much
/// again.
final class SortBuffer {
    private static final int FIRST_BYTES = 1 << 20;
    private static final int FIRST_RECORDS = 1 << 10;
    private static final int BYTES_A_RECORD = 8 + 8 + 4 + 4 + 4;

    private final long limit;
    private final Checksum checks = new Checksum();
    private byte[] data;
    private MemorySegment memory;
    private int used;
    private int count;
    private long[] rooms = new long[FIRST_RECORDS];
    private long[] orders = new long[FIRST_RECORDS];
    private int[] offsets = new int[FIRST_RECORDS];
    private int[] sorted = new int[FIRST_RECORDS];

    SortBuffer(long limit) {
        this.limit = limit;
        data = new byte[(int) Math.min(FIRST_BYTES, limit)];
        memory = MemorySegment.ofArray(data);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Bytes that a run of what is here would have.
    long bytes() {
        return used;
    }

    /// Makes room for one more record; false where the buffer must be spilled before.
    boolean reserve(int payloadBytes) {
        long need = (long) used + Entry.HEAD_BYTES + payloadBytes;
        long whole = need + (count + 1L) * BYTES_A_RECORD;
        if (count > 0 && (whole > limit || need > Integer.MAX_VALUE - 64)) {
            return false;
        }
        if (need > data.length) {
            long grown = Math.max(need, Math.min(2L * data.length, limit));
            data = Arrays.copyOf(data, (int) Math.min(grown, Integer.MAX_VALUE - 64));
            memory = MemorySegment.ofArray(data);
        }
        if (count == offsets.length) {
            int more = count + (count >> 1);
            rooms = Arrays.copyOf(rooms, more);
            orders = Arrays.copyOf(orders, more);
            offsets = Arrays.copyOf(offsets, more);
        }
        return true;
    }

    /// The array in which the payload of the next record is put, at [#payloadAt].
    byte[] data() {
        return data;
    }

    int payloadAt() {
        return used + Entry.HEAD_BYTES;
    }

    /// Adds the record whose payload was put in place.
    void add(long roomFp, long order, long line, int storedBytes, int plainBytes) {
        memory.set(Layouts.I64, used, roomFp);
        memory.set(Layouts.I64, used + 8L, order);
        memory.set(Layouts.I64, used + 16L, line);
        memory.set(Layouts.I32, used + 24L, storedBytes);
        memory.set(Layouts.I32, used + 28L, plainBytes);
        memory.set(Layouts.I32, used + 32L, Entry.check(checks, data, used, storedBytes));
        rooms[count] = roomFp;
        orders[count] = order;
        offsets[count] = used;
        count++;
        used += Entry.HEAD_BYTES + storedBytes;
    }

    /// Writes every record, sorted and stable, and forgets them.
    void spill(Run.Writer run) throws IOException {
        sort();
        for (int i = 0; i < count; i++) {
            int at = offsets[sorted[i]];
            run.put(data, at, Entry.HEAD_BYTES + memory.get(Layouts.I32, at + 24L));
        }
        used = 0;
        count = 0;
    }

    private void sort() {
        if (sorted.length < count) {
            sorted = new int[offsets.length];
        }
        int[] from = sorted;
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        for (long width = 1; width < count; width *= 2) {
            for (long start = 0; start < count; start += 2 * width) {
                int middle = (int) Math.min(start + width, count);
                int end = (int) Math.min(start + 2 * width, count);
                merge(from, (int) start, middle, end, to);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        sorted = from;
    }

    private void merge(int[] from, int start, int middle, int end, int[] to) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    right >= end || (left < middle && compare(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int a, int b) {
        return Entry.compare(rooms[a], orders[a], rooms[b], orders[b]);
    }
}
