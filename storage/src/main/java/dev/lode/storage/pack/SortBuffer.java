package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Records in memory, until they are sorted and written as one run.
///
/// Threads: one at a time; handed from the one that fills it to the one that writes it. Memory: at
/// most the bytes it was given, or what was added to it while it was empty if that is more; taken
/// in pages as they are needed, and kept.
final class SortBuffer {
    private static final int PAGE_BYTES_MAX = 1 << 20;
    private static final int PAGE_BYTES_LEAST = 1 << 10;
    private static final int PAGES_LEAST = 16;
    private static final int FIRST_RECORDS = 1 << 10;
    private static final int BYTES_A_RECORD = 8 + 8 + 8 + 4 + 4;

    private final long limit;
    private final int pageBytes;
    private final List<byte[]> pages = new ArrayList<>();
    private int page;
    private int used;
    private long bytes;
    private int count;
    private boolean inOrder = true;
    private long[] rooms = new long[FIRST_RECORDS];
    private long[] orders = new long[FIRST_RECORDS];
    private long[] places = new long[FIRST_RECORDS];
    private int[] sorted = new int[0];

    SortBuffer(long limit) {
        this.limit = limit;
        pageBytes = Math.clamp(limit / PAGES_LEAST, PAGE_BYTES_LEAST, PAGE_BYTES_MAX);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Whether all that is here came in order, behind a place.
    boolean follows(long roomFp, long order) {
        return inOrder && count > 0 && Entry.compare(roomFp, order, rooms[0], orders[0]) < 0;
    }

    /// Bytes that a run of what is here would have.
    long bytes() {
        return bytes;
    }

    /// Whether so much more keeps the limit.
    boolean fits(long moreBytes, int moreRecords) {
        long whole =
                bytes + moreBytes + 2L * pageBytes + (count + (long) moreRecords) * BYTES_A_RECORD;
        return whole <= limit;
    }

    /// Adds a record: its head and what follows.
    void add(long roomFp, long order, byte[] record, int at, int length) {
        reserve(length);
        System.arraycopy(record, at, pages.get(page), used, length);
        if (count == places.length) {
            int more = count + (count >> 1);
            rooms = Arrays.copyOf(rooms, more);
            orders = Arrays.copyOf(orders, more);
            places = Arrays.copyOf(places, more);
        }
        inOrder &=
                count == 0
                        || Entry.compare(rooms[count - 1], orders[count - 1], roomFp, order) <= 0;
        rooms[count] = roomFp;
        orders[count] = order;
        places[count] = (long) page << Integer.SIZE | used;
        count++;
        used += length;
        bytes += length;
    }

    /// Writes every record, sorted and stable, and forgets them.
    void spill(Run.Writer run) throws IOException {
        if (!inOrder) {
            sort();
        }
        for (int i = 0; i < count; i++) {
            int record = inOrder ? i : sorted[i];
            byte[] from = pages.get((int) (places[record] >>> Integer.SIZE));
            int at = (int) places[record];
            int stored =
                    MemorySegment.ofArray(from).get(Layouts.I32, at + (long) Entry.STORED_BYTES_AT);
            run.head(rooms[record], orders[record], from, at);
            run.blob(from, at + Entry.HEAD_BYTES, stored);
        }
        pages.removeIf(kept -> kept.length > pageBytes);
        page = 0;
        used = 0;
        bytes = 0;
        count = 0;
        inOrder = true;
    }

    private void reserve(int length) {
        if (pages.isEmpty()) {
            pages.add(new byte[Math.max(length, pageBytes)]);
        }
        while (pages.get(page).length - used < length) {
            page++;
            used = 0;
            if (page == pages.size()) {
                pages.add(new byte[Math.max(length, pageBytes)]);
            }
        }
    }

    private void sort() {
        if (sorted.length < count) {
            sorted = new int[places.length];
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
