package dev.lode.content;

/// What a worker found in a line and cannot decide alone, because it depends on the lines before.
sealed interface Remark {

    /// Something is wrong with the line.
    record Fault(Finding finding) implements Remark {}

    /// The cell hides a key.
    record Key(String key, long line, int room, int site, int spot) implements Remark {}
}
