package dev.lode.bench;

import java.io.IOException;

/// Something that makes bytes durable, one append at a time.
interface DurableSink extends AutoCloseable {
    /// Appends and returns once that is durable.
    ///
    /// @param thread which of the appenders calls, from 0
    void append(int thread) throws IOException;

    @Override
    void close() throws IOException;
}
