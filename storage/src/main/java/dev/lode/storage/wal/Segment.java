package dev.lode.storage.wal;

/// A segment in use: a file in one of its lives.
///
/// @param life greater than that of every segment before it
/// @param name of the file
/// @param file the open file
record Segment(long life, String name, LogFile file) {
    long bytes() {
        return file.bytes();
    }
}
