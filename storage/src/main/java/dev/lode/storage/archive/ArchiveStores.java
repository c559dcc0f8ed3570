package dev.lode.storage.archive;

import java.io.IOException;

/// Opens archive stores: the service that a module with a client for them provides.
@FunctionalInterface
public interface ArchiveStores {
    /// Opens a store; nothing is asked of it yet.
    ///
    /// @param target which, and its bounds
    /// @return the store
    /// @throws IOException where the client cannot be made; names the remedy
    ArchiveStore open(ArchiveTarget target) throws IOException;
}
