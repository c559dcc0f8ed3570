package dev.lode.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/// Finds cells that were named more than once among any number, in bounded memory: places are
/// sorted as 64-bit numbers, in runs on disk where they do not fit.
///
/// It tells places, not lines: lines are looked up in a second reading, which only happens where
/// there is a duplicate.
///
/// Threads: one. Memory, on the heap: `sortBytes`, at most 32 MiB, half as much again while that
/// grows, and 64 KiB a run while merging.
final class CellDuplicates implements AutoCloseable {
    private static final int SITE_BITS = 8;
    private static final int SPOT_BITS = 20;
    private static final int READ_BYTES = 64 << 10;

    /// Runs of 4 million places: more memory would save runs, of which there are few anyway.
    private static final long SORT_BYTES_MAX = 32 << 20;

    private final TempFiles temp;
    private final int keptMax;
    private final int placesMax;
    private long[] places = new long[1024];
    private final List<FileChannel> runs = new ArrayList<>();
    private final List<Long> runSizes = new ArrayList<>();
    private int filled;
    private long duplicates;

    /// @param keptMax how many places are told; the others are counted
    CellDuplicates(TempFiles temp, long sortBytes, int keptMax) {
        this.temp = temp;
        this.keptMax = keptMax;
        this.placesMax = (int) (Math.min(sortBytes, SORT_BYTES_MAX) / Long.BYTES);
    }

    /// The number that stands for a place; rooms in the order of the file.
    static long place(int room, int site, int spot) {
        return ((long) room << SITE_BITS | site) << SPOT_BITS | spot;
    }

    void add(long place) {
        if (filled == placesMax) {
            spill();
        } else if (filled == places.length) {
            places = Arrays.copyOf(places, (int) Math.min(2L * filled, placesMax));
        }
        places[filled++] = place;
    }

    /// How many cells repeat a place that was named before; after [#find].
    long count() {
        return duplicates;
    }

    /// The smallest places that were named more than once.
    Set<Long> find() {
        Arrays.sort(places, 0, filled);
        Set<Long> kept = new TreeSet<>();
        PriorityQueue<Run> queue = new PriorityQueue<>();
        try {
            for (int i = 0; i < runs.size(); i++) {
                offer(queue, new Run(runs.get(i), runSizes.get(i)));
            }
            long last = -1;
            int memory = 0;
            while (memory < filled || !queue.isEmpty()) {
                long place;
                Run run = queue.peek();
                if (run == null || (memory < filled && places[memory] <= run.head)) {
                    place = places[memory++];
                } else {
                    place = run.head;
                    queue.poll();
                    offer(queue, run);
                }
                if (place == last) {
                    duplicates++;
                    if (kept.size() < keptMax) {
                        kept.add(place);
                    }
                }
                last = place;
            }
        } catch (IOException e) {
            throw temp.refused(e);
        }
        return kept;
    }

    private static void offer(PriorityQueue<Run> queue, Run run) throws IOException {
        if (run.next()) {
            queue.add(run);
        }
    }

    private void spill() {
        Arrays.sort(places, 0, filled);
        try {
            FileChannel run = temp.open("cells");
            runs.add(run);
            runSizes.add((long) filled * Long.BYTES);
            ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
            for (int i = 0; i < filled; ) {
                buffer.clear();
                while (i < filled && buffer.hasRemaining()) {
                    buffer.putLong(places[i++]);
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    run.write(buffer);
                }
            }
        } catch (IOException e) {
            throw temp.refused(e);
        }
        filled = 0;
    }

    @Override
    public void close() {
        for (FileChannel run : runs) {
            try {
                run.close();
            } catch (IOException e) {
                throw temp.refused(e);
            }
        }
    }

    /// One sorted run, read front to back.
    private static final class Run implements Comparable<Run> {
        private final FileChannel file;
        private final long bytes;
        private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
        private long offset;
        private long head;

        Run(FileChannel file, long bytes) {
            this.file = file;
            this.bytes = bytes;
        }

        boolean next() throws IOException {
            if (!buffer.hasRemaining()) {
                if (offset == bytes) {
                    return false;
                }
                buffer.clear();
                while (buffer.hasRemaining() && offset < bytes) {
                    int got = file.read(buffer, offset);
                    if (got < 0) {
                        throw new IOException("a temporary file became shorter");
                    }
                    offset += got;
                }
                buffer.flip();
            }
            head = buffer.getLong();
            return true;
        }

        @Override
        public int compareTo(Run other) {
            return Long.compare(head, other.head);
        }
    }
}
