package dev.lode.storage.index;

import java.lang.foreign.MemorySegment;

/// The search within one node of a tree: a line of 64 bytes of rising, unsigned keys.
///
/// Threads: any; nothing is kept. Memory: reads the line, never allocates once compiled. Errors:
/// IndexOutOfBoundsException where the line lies outside of the memory.
public interface NodeSearch {
    /// What it is called: the word that chooses it.
    ///
    /// @return `scalar` or `vector`
    String name();

    /// Counts in a line of 16 keys of 32 bits.
    ///
    /// @param memory holds the line
    /// @param line offset of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are below
    int below(MemorySegment memory, long line, int key);

    /// Counts in a line of 16 keys of 32 bits.
    ///
    /// @param memory holds the line
    /// @param line offset of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are not above
    int notAbove(MemorySegment memory, long line, int key);

    /// Counts in a guide: 24 keys of 16 bits.
    ///
    /// @param memory holds the guide
    /// @param line offset of its first key
    /// @param key what to compare with, 0 to 65,536
    /// @return how many keys are not above
    int notAboveGuide(MemorySegment memory, long line, int key);

    /// Counts in a line of 8 keys of 64 bits.
    ///
    /// @param memory holds the line
    /// @param line offset of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are below
    int below(MemorySegment memory, long line, long key);

    /// Counts in a line of 8 keys of 64 bits.
    ///
    /// @param memory holds the line
    /// @param line offset of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are not above
    int notAbove(MemorySegment memory, long line, long key);

    /// The one that this process uses.
    ///
    /// @return the same one always: a constant to the compiler
    static NodeSearch chosen() {
        return ChosenSearch.Chosen.SEARCH;
    }

    /// Says which one this process is to use; the first to say so, or to search, decides for all.
    ///
    /// @param kind which is wanted
    /// @return the one that is used from now on
    /// @throws IllegalStateException where it cannot be had
    static NodeSearch choose(SearchKind kind) {
        return ChosenSearch.choose(kind);
    }
}
