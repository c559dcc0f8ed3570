package dev.lode.content;

/// A place in cells.jsonl between two lines.
///
/// @param position plain bytes before it
/// @param line lines before it
/// @param cells cells before it
record CellsAt(long position, long line, long cells) {
    /// Before the first line.
    static final CellsAt START = new CellsAt(0, 0, 0);
}
