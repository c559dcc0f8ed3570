package dev.lode.storage.wal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Arrays of runs that were given back, for the next ones: so that a log that forgets as much as it
/// takes in allocates nothing for remembering where its entries lie.
///
/// Threads: guarded by the lock of the log. Memory: keeps at most as many bytes as said.
final class PlaceArrays {
    /// Keeps none; any thread may ask it.
    static final PlaceArrays NONE = new PlaceArrays(0);

    /* Sizes are 1, 2, 3, 4, 6, 8, 12 ...: two classes for each power of two. */
    private static final int CLASSES = 64;

    private final List<ArrayDeque<byte[]>> streams = classes();
    private final List<ArrayDeque<long[]>> marks = classes();
    private final long bytesMax;
    private long bytes;

    PlaceArrays(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    private static <T> List<ArrayDeque<T>> classes() {
        return Stream.generate(() -> new ArrayDeque<T>(1)).limit(CLASSES).toList();
    }

    /// An array of any content with room for so many.
    byte[] stream(int atLeast) {
        int room = room(atLeast);
        byte[] given = streams.get(classOf(room)).poll();
        if (given == null) {
            return new byte[room];
        }
        bytes -= room;
        return given;
    }

    /// An array of any content with room for so many.
    long[] marks(int atLeast) {
        int room = room(atLeast);
        long[] given = marks.get(classOf(room)).poll();
        if (given == null) {
            return new long[room];
        }
        bytes -= (long) room * Long.BYTES;
        return given;
    }

    /// Takes an array that nobody reads any more.
    void give(byte[] array) {
        int its = classOf(array.length);
        if (its >= 0 && bytes + array.length <= bytesMax) {
            assert spoiled(array);
            bytes += array.length;
            streams.get(its).push(array);
        }
    }

    /// Takes an array that nobody reads any more.
    void give(long[] array) {
        int its = classOf(array.length);
        long size = (long) array.length * Long.BYTES;
        if (its >= 0 && bytes + size <= bytesMax) {
            assert spoiled(array);
            bytes += size;
            marks.get(its).push(array);
        }
    }

    /// So that tests see it if somebody does read it.
    private static boolean spoiled(byte[] array) {
        Arrays.fill(array, (byte) 0x55);
        return true;
    }

    private static boolean spoiled(long[] array) {
        Arrays.fill(array, Long.MAX_VALUE);
        return true;
    }

    /// The smallest size of all that has room for so many.
    private static int room(int atLeast) {
        int power = Integer.highestOneBit(Math.max(1, atLeast));
        int between = power + power / 2;
        return power >= atLeast ? power : between >= atLeast ? between : 2 * power;
    }

    /// -1 where no array of ours has that length.
    private static int classOf(int length) {
        if (length == 0) {
            return -1;
        }
        int power = Integer.highestOneBit(length);
        int its = 2 * Integer.numberOfTrailingZeros(power);
        return length == power ? its : length == power + power / 2 ? its + 1 : -1;
    }
}
