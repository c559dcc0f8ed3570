package dev.lode.storage.wal;

import java.io.Closeable;
import java.io.IOException;

/// Several writes under way at once: handed over and, when they have ended, taken back by one
/// thread.
///
/// A slot is a buffer and the write that carries it; it is free until `submit` and from the moment
/// in which `await` returned it. Writes end in any order. Threads: one calls `submit`, `await` and
/// `close`; any calls `wake`, and fills the buffer of a free slot.
public interface LogQueue extends Closeable {
    /// What `await` returns where no write has ended.
    int NONE = -1;

    /// The buffer of a slot.
    ///
    /// @param slot from 0
    /// @return the same at each call, valid until the device is closed
    LogBuffer buffer(int slot);

    /// Hands the first bytes of a slot's buffer over to be written; does not wait.
    ///
    /// @param slot free
    /// @param file of the same device
    /// @param length how many bytes, a multiple of the device's blocks
    /// @param position in the file, a multiple of the device's blocks
    /// @throws IOException where it cannot be handed over
    void submit(int slot, LogFile file, int length, long position) throws IOException;

    /// Waits until a write has ended or `wake` was called.
    ///
    /// @return a slot whose whole write is durable; or `NONE`
    /// @throws WriteFailed where a write ended otherwise, which then counts as taken back
    /// @throws IOException where the queue itself failed
    int await() throws IOException;

    /// Ends an `await`, the next one if none is under way. Calls that come together may count as
    /// one.
    void wake();

    /// Waits for the end of what is under way and gives the queue back.
    ///
    /// @throws IOException where that cannot be done
    @Override
    void close() throws IOException;

    /// A write that did not end as it should.
    final class WriteFailed extends IOException {
        private static final long serialVersionUID = 1;

        private final int slot;

        /// Makes one.
        ///
        /// @param slot of the write
        /// @param message what the device said
        public WriteFailed(int slot, String message) {
            super(message);
            this.slot = slot;
        }

        /// Which write it was.
        ///
        /// @return its slot
        public int slot() {
            return slot;
        }
    }
}
