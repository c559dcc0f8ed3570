package dev.lode.content;

import java.util.Comparator;

/// One thing that is wrong with an authoring folder: where, what, and what helps.
///
/// Ordered by file in the order of reading (hunt, rooms, cells), then line, code, text.
///
/// @param file the file, as it was named to Lode
/// @param line its line from 1, or 0 where the whole file is meant
/// @param code what kind
/// @param text what is wrong, without the place
/// @param remedy what to do about it
public record Finding(String file, long line, Code code, String text, String remedy)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER =
            Comparator.comparingInt((Finding f) -> rank(f.file))
                    .thenComparing(Finding::file)
                    .thenComparingLong(Finding::line)
                    .thenComparing(Finding::code)
                    .thenComparing(Finding::text);

    private static int rank(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.startsWith("cells.") ? 2 : name.startsWith("rooms.") ? 1 : 0;
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /// The place as editors and terminals link it.
    ///
    /// @return `file:line`, or `file` alone
    public String place() {
        return line > 0 ? file + ":" + line : file;
    }

    @Override
    public String toString() {
        return place() + ": " + code.word() + ": " + text + " (" + remedy + ")";
    }
}
