package dev.lode.content;

/// One line of cells.jsonl, reused for every line.
///
/// Threads: one. What it says is good until the next line is read.
final class CellLine {
    /// Where the line is.
    long line;

    /// The room's name.
    String room = "";

    int site;
    int spot;

    /// The key that the blob hides; empty where it hides none.
    String key = "";

    /// Minimal JSON of the blob without its key.
    byte[] blob = new byte[4096];

    int blobBytes;
}
