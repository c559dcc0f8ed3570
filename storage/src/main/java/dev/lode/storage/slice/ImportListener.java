package dev.lode.storage.slice;

import org.jspecify.annotations.Nullable;

/// Hears which partitions a folder of imports serves, and shows them to readers.
///
/// Called under the lock of the folder, which must not be asked for anything from here. The room of
/// what is replaced or dropped is given back once all readers have passed since this has returned.
@FunctionalInterface
public interface ImportListener {
    /// A partition is served from another import than before, from the first, or from none any
    /// more.
    ///
    /// @param partition 0 to 65,535
    /// @param before null where it was served from none
    /// @param after null where it is served from none
    void changed(
            int partition, @Nullable ImportedPartition before, @Nullable ImportedPartition after);
}
