package dev.lode.storage.pack;

import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file of sorted records on the way to a pack.
///
/// @param file where it is
/// @param bytes of it
/// @param payloads where the blobs of its records lie
/// @param firstRoom fingerprint of its first record
/// @param firstOrder order of its first record
/// @param lastRoom fingerprint of its last record
/// @param lastOrder order of its last record
record Run(
        Path file,
        long bytes,
        Payloads payloads,
        long firstRoom,
        long firstOrder,
        long lastRoom,
        long lastOrder) {
    /// How names of runs of cells begin.
    static final String NAME = "run-";

    private static final int WRITE_BUFFER_BYTES = 1 << 20;

    /// Where the blobs of a run lie.
    sealed interface Payloads {
        /// Each behind the head of its record.
        record Inline() implements Payloads {}

        /// One behind the other in another file, which becomes the pack if all are there.
        ///
        /// @param file which
        /// @param from where the first begins
        /// @param to where the last ends
        record Placed(Path file, long from, long to) implements Payloads {}
    }

    /// Whether its blobs lie where they are in the pack if all cells came in order.
    boolean placed() {
        return payloads instanceof Payloads.Placed;
    }

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
        private final Optional<PlacedBlobs> blobs;
        private final long blobsFrom;
        private final DirectBuffer buffer = new DirectBuffer(WRITE_BUFFER_BYTES);
        private final DirectFile channel;
        private final Region out;
        private boolean begun;
        private long firstRoom;
        private long firstOrder;
        private long lastRoom;
        private long lastOrder;

        /// @param blobs takes the blobs of records; they go into the run where there is none
        Writer(Path file, Optional<PlacedBlobs> blobs) throws IOException {
            this.file = file;
            this.blobs = blobs;
            blobsFrom = blobs.map(PlacedBlobs::end).orElse(0L);
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

        /// Adds a record.
        ///
        /// @param bytes its head, and behind it its blob
        /// @param length of both
        void record(long roomFp, long order, byte[] bytes, int length) throws IOException {
            if (!begun) {
                begun = true;
                firstRoom = roomFp;
                firstOrder = order;
            }
            lastRoom = roomFp;
            lastOrder = order;
            if (blobs.isPresent()) {
                out.put(bytes, 0, Entry.HEAD_BYTES);
                blobs.get().put(bytes, Entry.HEAD_BYTES, length - Entry.HEAD_BYTES);
            } else {
                out.put(bytes, 0, length);
            }
        }

        Run finish() throws IOException {
            out.flush();
            Payloads payloads = new Payloads.Inline();
            if (blobs.isPresent()) {
                PlacedBlobs to = blobs.get();
                to.settle();
                payloads = new Payloads.Placed(to.path(), blobsFrom, to.end());
            }
            return new Run(
                    file, out.position(), payloads, firstRoom, firstOrder, lastRoom, lastOrder);
        }

        @Override
        public void close() throws IOException {
            try (buffer) {
                channel.close();
            }
        }
    }
}
