package dev.lode.storage.wal;

import java.util.ArrayList;
import java.util.List;

/// What is durable of one log: its bounds, its metadata, and where its entries lie.
///
/// Threads: guarded by the lock of the log.
final class LogState {
    /// No place is known.
    static final long NOWHERE = -1;

    private static final byte[] NONE = {};
    private static final int OFFSET_BITS = 28;
    private static final int RUN_ROOM = 24;

    final int log;
    private final PlaceArrays arrays;
    private long first = 1;
    private long last;
    private long cuts;
    private byte[] metadata = NONE;

    /* Ascending by index, never empty, without overlap. While the log is read at a start there may be
     * gaps: what is missing lay in segments that were recycled, or comes behind as a copy. */
    private final List<EntryRun> runs = new ArrayList<>();

    LogState(int log, PlaceArrays arrays) {
        this.log = log;
        this.arrays = arrays;
    }

    static long place(long life, long offset) {
        return life << OFFSET_BITS | offset >>> 3;
    }

    static long lifeOf(long place) {
        return place >>> OFFSET_BITS;
    }

    static long offsetOf(long place) {
        return (place & ((1L << OFFSET_BITS) - 1)) << 3;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /// How often entries were taken away behind an index since the start; tells whether what was
    /// taken in is also done.
    long cuts() {
        return cuts;
    }

    /// Empty where none was written.
    byte[] metadata() {
        return metadata;
    }

    void metadata(byte[] value) {
        metadata = value;
    }

    /// Where its entries lie.
    List<EntryRun> runs() {
        return runs;
    }

    /// Where an entry lies.
    long placeOf(long index) {
        int at = index < first || index > last ? -1 : find(index);
        if (at < 0 || runs.get(at).first() > index) {
            return NOWHERE;
        }
        EntryRun run = runs.get(at);
        return place(run.life, run.offset(index));
    }

    /// The first run that ends at an index or behind it; -1 where none does.
    private int find(long index) {
        int low = 0;
        int high = runs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).last() < index) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low < runs.size() ? low : -1;
    }

    /// The smallest life that is still needed; `Long.MAX_VALUE` where none is.
    long oldestLife() {
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < runs.size(); i++) {
            oldest = Math.min(oldest, runs.get(i).life);
        }
        return oldest;
    }

    /// The first entry that should be there but has no place; 0 where there is none.
    long lost() {
        long wanted = first;
        for (EntryRun run : runs) {
            if (run.first() > wanted) {
                return wanted;
            }
            wanted = run.last() + 1;
        }
        return wanted <= last ? wanted : 0;
    }

    /// Adds the next entry.
    void append(long index, long life, long offset, byte type) {
        assert index == last + 1 : index + " after " + last;
        EntryRun run = runs.isEmpty() ? null : runs.getLast();
        if (run == null || !run.takes(index, life, offset)) {
            run = new EntryRun(life, index, RUN_ROOM, arrays);
            runs.add(run);
        }
        run.append(offset, type);
        last = index;
    }

    /// An entry lies in another place from now on, too: that one counts.
    void move(long index, long life, long offset, byte type) {
        int at = clear(index, index);
        EntryRun before = at == 0 ? null : runs.get(at - 1);
        if (before == null || !before.takes(index, life, offset)) {
            before = new EntryRun(life, index, RUN_ROOM, arrays);
            runs.add(at, before);
        }
        before.append(offset, type);
    }

    /// Takes what a sealed segment says of itself in its index.
    ///
    /// @param statedFirst the first index at its end
    /// @param statedLast the last index at its end
    /// @param found its entries that were needed then, ascending
    void take(long statedFirst, long statedLast, List<EntryRun> found) {
        truncatePrefix(statedFirst);
        truncateSuffix(statedLast);
        first = statedFirst;
        last = statedLast;
        for (EntryRun run : found) {
            runs.add(clear(run.first(), run.last()), run);
        }
    }

    /// Makes a gap; where a run that fills it belongs is returned.
    private int clear(long from, long to) {
        int at = find(from);
        if (at < 0) {
            return runs.size();
        }
        EntryRun run = runs.get(at);
        if (run.first() < from) {
            EntryRun behind = run.last() > to ? run.part(to + 1, run.last()) : null;
            run.cutBehind(from - 1);
            at++;
            if (behind != null) {
                runs.add(at, behind);
            }
        }
        while (at < runs.size() && runs.get(at).first() <= to) {
            runs.get(at).cutBefore(to + 1);
            if (!runs.get(at).isEmpty()) {
                break;
            }
            runs.remove(at).drop();
        }
        return at;
    }

    void truncatePrefix(long firstKept) {
        if (firstKept > last) {
            first = firstKept;
            last = firstKept - 1;
            dropAll();
        } else if (firstKept > first) {
            first = firstKept;
            clear(Long.MIN_VALUE, firstKept - 1);
        }
    }

    void truncateSuffix(long lastKept) {
        cuts++;
        last = Math.min(last, Math.max(lastKept, first - 1));
        clear(last + 1, Long.MAX_VALUE - 1);
    }

    void reset(long next) {
        cuts++;
        first = next;
        last = next - 1;
        dropAll();
    }

    private void dropAll() {
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).drop();
        }
        runs.clear();
    }

    /// Takes the bounds that a new segment states; what lies before is in segments not read.
    void restate(long statedFirst, long statedLast) {
        if (statedFirst != first || statedLast != last) {
            reset(statedLast + 1);
            first = statedFirst;
        }
    }
}
