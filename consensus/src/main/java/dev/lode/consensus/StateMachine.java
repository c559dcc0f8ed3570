package dev.lode.consensus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/// What the entries of a group mean.
///
/// It must be deterministic: the same entries in the same order give the same state, whatever the
/// clock says. Threads: the group calls it from one thread at a time.
public interface StateMachine {
    /// Carries out a committed entry.
    ///
    /// @param index its place in the log; greater than any before, not always by one
    /// @param term of the leader that proposed it
    /// @param entry its bytes, valid until this returns
    void apply(long index, long term, MemorySegment entry);

    /// Writes the whole state.
    ///
    /// @param out where to; buffered, not to be closed
    /// @throws IOException from `out`
    void save(OutputStream out) throws IOException;

    /// Replaces the whole state by what `save` wrote.
    ///
    /// @param in what was written, checked against its checksum before
    /// @throws IOException where it makes no sense
    void load(InputStream in) throws IOException;
}
