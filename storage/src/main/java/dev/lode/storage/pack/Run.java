package dev.lode.storage.pack;

import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.index.Region;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of sorted records on the way to a pack.
///
/// @param file where it is
/// @param bytes of it
record Run(Path file, long bytes) {
    /// How names of runs begin.
    static final String NAME = "run-";

    private static final int WRITE_BUFFER_BYTES = 1 << 20;

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /// Writes a run.
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final Region out;

        Writer(Path file) throws IOException {
            this.file = file;
            channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out = new Region(channel, WRITE_BUFFER_BYTES, 0);
        }

        void put(byte[] bytes, int offset, int length) throws IOException {
            out.put(bytes, offset, length);
        }

        Run finish() throws IOException {
            out.flush();
            return new Run(file, out.position());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Reads a run from its first record to its last.
    static final class Reader implements AutoCloseable {
        private final Run run;
        private final FileChannel channel;
        private final FileWindow window;
        private final Checksum checks = new Checksum();
        private long next;

        /// The head of the record that was read last; its payload is in [#bytes] at [#payloadAt].
        final Entry entry = new Entry();

        Reader(Run run, int windowBytes) throws IOException {
            this.run = run;
            channel = FileChannel.open(run.file(), StandardOpenOption.READ);
            window = new FileWindow(channel, windowBytes);
        }

        boolean next() throws IOException {
            if (next == run.bytes()) {
                return false;
            }
            try {
                window.load(next, Entry.HEAD_BYTES);
                entry.roomFp = window.getLong(0);
                entry.order = window.getLong(8);
                entry.line = window.getLong(16);
                entry.storedBytes = window.getInt(24);
                entry.plainBytes = window.getInt(28);
                entry.checksum = window.getInt(32);
                int whole = Entry.HEAD_BYTES + entry.storedBytes;
                if (entry.storedBytes < 0 || whole > window.bytes().length) {
                    throw damaged();
                }
                window.load(next, whole);
                if (entry.checksum
                        != Entry.check(
                                checks, window.bytes(), window.offset(), entry.storedBytes)) {
                    throw damaged();
                }
                next += whole;
                return true;
            } catch (EOFException e) {
                throw damaged();
            }
        }

        byte[] bytes() {
            return window.bytes();
        }

        int payloadAt() {
            return window.offset() + Entry.HEAD_BYTES;
        }

        private IOException damaged() {
            return new IOException(
                    run.file()
                            + " was changed while it was in use (byte "
                            + next
                            + "); check the disk and run lode pack again");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
