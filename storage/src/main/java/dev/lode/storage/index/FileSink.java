package dev.lode.storage.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What takes the bytes of a file: the file itself (`channel::write`) or memory that gathers them.
@FunctionalInterface
public interface FileSink {
    /// Writes some bytes.
    ///
    /// @param bytes from position to limit; the position is moved behind what was taken
    /// @param position offset in the file
    /// @return how many were taken
    /// @throws IOException where the disk refuses
    int write(ByteBuffer bytes, long position) throws IOException;
}
