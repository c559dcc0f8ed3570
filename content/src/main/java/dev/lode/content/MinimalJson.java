package dev.lode.content;

/// Copies a JSON document without the white space between its tokens, and without one member.
///
/// Nothing else changes: numbers, escapes and the order of members stay as they were written. So
/// two authors' tools cannot disagree about what a cell says, and no number loses a digit.
///
/// Input must have passed a parser; this only tells strings from what lies between them.
final class MinimalJson {
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
        boolean inText = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (inText) {
                into[out++] = b;
                if (b == '\\') {
                    into[out++] = bytes[++i];
                } else if (b == '"') {
                    inText = false;
                }
            } else if (!isBlank(b)) {
                into[out++] = b;
                inText = b == '"';
            }
        }
        return out;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
