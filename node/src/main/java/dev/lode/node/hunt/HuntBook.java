package dev.lode.node.hunt;

import dev.lode.node.view.HuntFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hunts of a node at one moment, found by id without an allocation.
///
/// Threads: immutable; published through a volatile field. A hunt's place in it is its number in
/// this process and never changes.
public final class HuntBook {
    /// The book of a node that has no hunt.
    public static final HuntBook EMPTY = new HuntBook(List.of());

    /// No such hunt.
    public static final int NONE = -1;

    private final List<Hunt> hunts;
    private final long[] ids;
    private final int[] numbers;

    /// One hunt.
    ///
    /// @param facts what the cluster knows of it
    /// @param content null where this node does not have it, or it is damaged
    public record Hunt(HuntFacts facts, @Nullable HuntContent content) {}

    /// Makes a book.
    ///
    /// @param hunts in the order of their numbers
    public HuntBook(List<Hunt> hunts) {
        this.hunts = List.copyOf(hunts);
        int size = Integer.highestOneBit(Math.max(1, hunts.size())) * 4;
        ids = new long[size * 2];
        numbers = new int[size];
        for (int number = 0; number < hunts.size(); number++) {
            var id = hunts.get(number).facts().id();
            int at = (int) id.low() & size - 1;
            while (numbers[at] != 0) {
                at = at + 1 & size - 1;
            }
            ids[at * 2] = id.high();
            ids[at * 2 + 1] = id.low();
            numbers[at] = number + 1;
        }
    }

    /// Finds a hunt.
    ///
    /// @param high upper half of its id
    /// @param low lower half
    /// @return its number, or [#NONE]
    public int find(long high, long low) {
        int mask = numbers.length - 1;
        int at = (int) low & mask;
        while (numbers[at] != 0) {
            if (ids[at * 2] == high && ids[at * 2 + 1] == low) {
                return numbers[at] - 1;
            }
            at = at + 1 & mask;
        }
        return NONE;
    }

    /// A hunt.
    ///
    /// @param number as [#find] gave it
    /// @return what is known of it
    public Hunt hunt(int number) {
        return hunts.get(number);
    }

    /// All hunts.
    ///
    /// @return in the order of their numbers
    public List<Hunt> hunts() {
        return hunts;
    }
}
