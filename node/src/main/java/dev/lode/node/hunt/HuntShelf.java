package dev.lode.node.hunt;

/// Where the newest book of a node lies.
///
/// Threads: any read; the node's admin thread alone writes.
public final class HuntShelf {
    private volatile HuntBook book = HuntBook.EMPTY;

    /// Makes one with an empty book.
    public HuntShelf() {}

    /// The newest book.
    ///
    /// @return immutable
    public HuntBook book() {
        return book;
    }

    /// Replaces the book.
    ///
    /// @param next the newer one
    public void publish(HuntBook next) {
        book = next;
    }
}
