package dev.lode.storage.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open segment file of a [LogDevice].
///
/// Threads: any number read, and any number write as long as they write different blocks.
public interface LogFile extends Closeable {
    /// How long it is; a segment never grows or shrinks.
    ///
    /// @return bytes
    long bytes();

    /// Writes the first bytes of a buffer; they are durable when this returns. Uses the buffer's
    /// view.
    ///
    /// @param from a buffer of this device
    /// @param length how many bytes, a multiple of the device's blocks
    /// @param position in the file, a multiple of the device's blocks
    /// @throws IOException where anything went wrong; what is on disk is then unknown
    void write(LogBuffer from, int length, long position) throws IOException;

    /// Makes durable what an earlier process may have written and not waited for.
    ///
    /// @throws IOException where anything went wrong
    void sync() throws IOException;

    /// Reads until the buffer is full or the file ends.
    ///
    /// @param into where to; its position moves on by what was read
    /// @param position in the file, any
    /// @throws IOException where anything went wrong
    void read(ByteBuffer into, long position) throws IOException;

    @Override
    void close() throws IOException;
}
