package dev.lode.storage.pack;

import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of sorted records on the way to a pack.
///
/// @param file where it is
/// @param bytes of it
/// @param firstRoom fingerprint of its first record
/// @param firstOrder order of its first record
/// @param lastRoom fingerprint of its last record
/// @param lastOrder order of its last record
record Run(Path file, long bytes, long firstRoom, long firstOrder, long lastRoom, long lastOrder) {
    /// How names of runs of cells begin.
    static final String NAME = "run-";

    private static final int WRITE_BUFFER_BYTES = 1 << 20;

    /// Whether every record of this comes before every one of another.
    boolean endsBefore(Run other) {
        return Entry.compare(lastRoom, lastOrder, other.firstRoom, other.firstOrder) < 0;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /// Writes a run.
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final DirectBuffer buffer = new DirectBuffer(WRITE_BUFFER_BYTES);
        private final DirectFile channel;
        private final Region out;
        private boolean begun;
        private long firstRoom;
        private long firstOrder;
        private long lastRoom;
        private long lastOrder;

        Writer(Path file) throws IOException {
            this.file = file;
            boolean open = false;
            try {
                channel =
                        new DirectFile(
                                FileChannel.open(
                                        file,
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE),
                                file,
                                StandardOpenOption.WRITE,
                                buffer);
                open = true;
            } finally {
                if (!open) {
                    buffer.close();
                }
            }
            out = new Region(channel, WRITE_BUFFER_BYTES, 0);
        }

        void put(long roomFp, long order, byte[] bytes, int offset, int length) throws IOException {
            if (!begun) {
                begun = true;
                firstRoom = roomFp;
                firstOrder = order;
            }
            lastRoom = roomFp;
            lastOrder = order;
            out.put(bytes, offset, length);
        }

        Run finish() throws IOException {
            out.flush();
            return new Run(file, out.position(), firstRoom, firstOrder, lastRoom, lastOrder);
        }

        @Override
        public void close() throws IOException {
            try (buffer) {
                channel.close();
            }
        }
    }
}
