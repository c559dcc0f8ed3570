package dev.lode.content;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Copies a JSON document without the white space between its tokens, and without one member.
///
/// Nothing else changes: numbers, escapes and the order of members stay as they were written. So
/// two authors' tools cannot disagree about what a cell says, and no number loses a digit.
///
/// Input must have passed a parser; this only tells strings from what lies between them. Cost: a
/// step for eight bytes, and one for each quotation mark.
final class MinimalJson {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long ESCAPES = '\\' * ONES;
    private static final long ABOVE_BLANK = (' ' + 1) * ONES;

    private MinimalJson() {}

    /// Copies `from..to` to the start of `into`, leaving out `cutFrom..cutTo` and the comma that
    /// then has nothing to part.
    ///
    /// @param into at least as long as the range
    /// @param cutFrom start of the member to leave out; equal to `cutTo` where there is none
    /// @return bytes written
    static int copy(byte[] bytes, int from, int to, int cutFrom, int cutTo, byte[] into) {
        int written = copyRange(bytes, from, cutFrom, into, 0);
        int rest = cutTo;
        if (cutFrom < cutTo) {
            while (isBlank(bytes[rest])) {
                rest++;
            }
            if (bytes[rest] == ',') {
                rest++;
            } else if (into[written - 1] == ',') {
                written--;
            }
        }
        return copyRange(bytes, rest, to, into, written);
    }

    private static int copyRange(byte[] bytes, int from, int to, byte[] into, int at) {
        int out = at;
        int i = from;
        boolean inText = false;
        while (i < to) {
            if (i + Long.BYTES <= to) {
                // What is stored beyond the first stop is written over by what comes next.
                long word = (long) WORDS.get(bytes, i);
                WORDS.set(into, out, word);
                long stops =
                        equal(word, QUOTES)
                                | (inText ? equal(word, ESCAPES) : below(word, ABOVE_BLANK));
                int plain = stops == 0 ? Long.BYTES : Long.numberOfTrailingZeros(stops) >>> 3;
                i += plain;
                out += plain;
                if (stops == 0) {
                    continue;
                }
            }
            byte b = bytes[i++];
            if (inText || !isBlank(b)) {
                into[out++] = b;
            }
            if (inText && b == '\\') {
                into[out++] = bytes[i++];
            } else if (b == '"') {
                inText = !inText;
            }
        }
        return out;
    }

    /// Has the high bit set in the first byte that is equal, and in none before.
    private static long equal(long word, long pattern) {
        long differing = word ^ pattern;
        return (differing - ONES) & ~differing & HIGHS;
    }

    /// Has the high bit set in the first byte that is below, and in none before.
    private static long below(long word, long bound) {
        return (word - bound) & ~word & HIGHS;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
