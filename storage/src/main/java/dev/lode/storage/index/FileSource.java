package dev.lode.storage.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What gives the bytes of a file: the file itself (`channel::read`) or memory that has them.
@FunctionalInterface
public interface FileSource {
    /// Reads some bytes.
    ///
    /// @param bytes takes them from its position on, which is moved behind them
    /// @param position offset in the file
    /// @return how many were read, below 0 at the end
    /// @throws IOException where the disk refuses
    int read(ByteBuffer bytes, long position) throws IOException;
}
