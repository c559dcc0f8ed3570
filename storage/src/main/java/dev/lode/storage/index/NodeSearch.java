package dev.lode.storage.index;

/// The search within one node of a tree: a line of 64 bytes of rising, unsigned keys, of which
/// unused ones behind the others are all ones.
///
/// Threads: any; nothing is kept. Memory: reads the line, which must be memory of the process (see
/// [AllMemory]), never allocates once compiled. Units: addresses.
public interface NodeSearch {
    /// What it is called: the word that chooses it.
    ///
    /// @return `scalar` or `vector`
    String name();

    /// Counts in a line of 16 keys of 32 bits.
    ///
    /// @param line address of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are below
    long below(long line, int key);

    /// Finds the one place in a line of 16 keys of 32 bits where a key can be.
    ///
    /// @param line address of its first key
    /// @param key what to find, unsigned
    /// @return how many keys are below, at most 15
    long slot(long line, int key);

    /// Counts in a line of 16 keys of 32 bits.
    ///
    /// @param line address of its first key
    /// @param key what to compare with, unsigned
    /// @return how many keys are not above
    long notAbove(long line, int key);

    /// Counts in a guide: 24 keys of 16 bits.
    ///
    /// @param line address of its first key
    /// @param key what to compare with, 0 to 65,535
    /// @return how many keys are below
    long belowGuide(long line, int key);

    /// Counts in a line of 8 keys of 64 bits, cells of one partition.
    ///
    /// @param line address of its first key
    /// @param key a cell of that partition
    /// @return how many keys are below
    long below(long line, long key);

    /// Counts in a line of 8 keys of 64 bits, cells of one partition.
    ///
    /// @param line address of its first key
    /// @param key a cell of that partition
    /// @return how many keys are not above; unused ones may count where the cell is the largest
    ///   that the partition can have
    long notAbove(long line, long key);

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
