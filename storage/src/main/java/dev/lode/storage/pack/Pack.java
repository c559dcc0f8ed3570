package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.Extent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// An open sealed pack: the content of one hunt, read only.
@SuppressWarnings("DoNotCallSuggester")
public final class Pack implements AutoCloseable {
    private Pack() {}

    /// Opens a pack and checks all of it but the blobs.
    ///
    /// @param pack the file
    /// @return the open pack
    /// @throws DamagedPack where it is not a whole, sound pack
    /// @throws IOException where it cannot be read
    public static Pack open(Path pack) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// What the pack says of itself.
    ///
    /// @return its footer
    public PackInfo info() {
        throw new UnsupportedOperationException();
    }

    /// The hunt's public description.
    ///
    /// @return JSON, a copy
    public byte[] meta() {
        throw new UnsupportedOperationException();
    }

    /// The hunt's graph.
    ///
    /// @return read-only mapped memory, valid until this is closed
    public MemorySegment graph() {
        throw new UnsupportedOperationException();
    }

    /// The index of its cells.
    ///
    /// @return valid until this is closed
    public Extent extent() {
        throw new UnsupportedOperationException();
    }

    /// Makes a reader of its blobs for one thread.
    ///
    /// @return the reader; close it before this
    public BlobReader reader() {
        throw new UnsupportedOperationException();
    }

    /// How blobs are read here, and why: for the line that a server writes at its start.
    ///
    /// @return one line
    public String blobDevice() {
        throw new UnsupportedOperationException();
    }

    /// Unseals the keys and checks them against the commitment in the footer.
    ///
    /// @param secret 32 bytes
    /// @return the keys in the order of their cells
    /// @throws SecretMismatch where it is another pack's secret
    /// @throws DamagedPack where a record is not what was packed
    /// @throws IOException where the file cannot be read
    public List<HiddenKey> unsealKeys(byte[] secret) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Checks every checksum, order and count of a file, however damaged it is.
    ///
    /// @param pack the file
    /// @param damagesMax how many damages are named
    /// @param progress hears how far it has come
    /// @return what was found
    /// @throws IOException where the file cannot be read
    public static VerifyReport verify(Path pack, int damagesMax, PackProgress progress)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
