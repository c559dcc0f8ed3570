package dev.lode.storage.pack;

/// Hears how far a pack or a check of one has come, on the thread that does it.
public interface PackProgress {
    /// What is being done.
    enum Stage {
        /// Cells are taken in and sorted; the total is not known.
        SORT,
        /// Sorted runs become the pack.
        MERGE,
        /// Graph, keys and footer are written and everything is forced to disk.
        SEAL,
        /// A finished pack is checked.
        VERIFY
    }

    /// Hears nothing.
    PackProgress NONE = (_, _, _) -> {};

    /// So much is done.
    ///
    /// @param stage of the work
    /// @param done cells, or bytes where the stage is [Stage#VERIFY]
    /// @param total the same unit; -1 where it is not known
    void at(Stage stage, long done, long total);

    /// Something that a person should know, such as leftovers that were removed.
    ///
    /// @param text one line
    default void note(String text) {}
}
