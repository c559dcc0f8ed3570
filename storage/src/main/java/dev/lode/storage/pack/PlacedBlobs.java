package dev.lode.storage.pack;

import dev.lode.base.os.DirectIo;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The blobs of cells that came in the order of the pack, in the file that becomes the pack if all
/// cells do: they are written once.
///
/// The file begins with room for the header. Pieces of 1 MiB are written when they are full; what
/// is in the last one when a run ends is written too ([#settle]), and once more when it is full.
///
/// Threads: one at a time. Memory: one piece. Errors: what the disk refuses.
final class PlacedBlobs implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;

    private final Path path;
    private final DirectBuffer piece = new DirectBuffer(PIECE_BYTES);
    private final DirectFile file;
    private long pieceAt;

    /// @param begun where the blobs end that lie there already; what is behind them is cut off
    PlacedBlobs(Path path, long begun) throws IOException {
        this.path = path;
        boolean open = false;
        try {
            FileChannel cached =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            file = new DirectFile(cached, path, StandardOpenOption.WRITE, piece);
            open = true;
            cached.truncate(begun);
        } finally {
            if (!open) {
                piece.close();
            }
        }
        pieceAt = begun & -DirectIo.BLOCK_BYTES;
        ByteBuffer tail = ByteBuffer.allocate((int) (begun - pieceAt));
        while (tail.hasRemaining()) {
            if (file.read(tail, pieceAt + tail.position()) < 0) {
                throw new EOFException(path + " ends before byte " + begun);
            }
        }
        piece.bytes.put(tail.flip());
    }

    Path path() {
        return path;
    }

    /// The file, to be made a pack of.
    DirectFile file() {
        return file;
    }

    /// Where the next blob goes.
    long end() {
        return pieceAt + piece.bytes.position();
    }

    void put(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, piece.bytes.remaining());
            piece.bytes.put(bytes, offset + done, part);
            done += part;
            if (!piece.bytes.hasRemaining()) {
                settle();
                pieceAt += PIECE_BYTES;
                piece.bytes.clear();
            }
        }
    }

    /// Writes what was put.
    void settle() throws IOException {
        ByteBuffer view = piece.bytes.duplicate().flip();
        while (view.hasRemaining()) {
            file.write(view, pieceAt + view.position());
        }
    }

    @Override
    public void close() throws IOException {
        try (piece) {
            file.close();
        }
    }
}
