package dev.lode.storage.pack;

import java.io.IOException;
import java.io.OutputStream;

/// Writes one section of a pack, such as the hunt's graph.
@FunctionalInterface
public interface SectionWriter {
    /// A section without a byte.
    SectionWriter EMPTY = _ -> {};

    /// Writes the section.
    ///
    /// @param out takes its bytes; buffered; not to be closed
    /// @throws IOException where the disk refuses
    void write(OutputStream out) throws IOException;
}
