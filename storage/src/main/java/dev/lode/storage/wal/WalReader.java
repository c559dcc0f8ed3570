package dev.lode.storage.wal;

import java.io.IOException;

/// Who is handed the entries of a log, in order.
@FunctionalInterface
public interface WalReader {
    /// Takes one entry.
    ///
    /// @param entry the entry; its data may be kept
    /// @throws IOException to end the replay
    void entry(WalEntry entry) throws IOException;
}
