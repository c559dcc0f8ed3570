package dev.lode.storage.pack;

import java.io.IOException;
import java.nio.file.Path;

/// Writes a pack from rooms, cells and keys in any order.
@SuppressWarnings("DoNotCallSuggester")
public final class PackWriter implements AutoCloseable {
    private PackWriter() {}

    /// Begins a pack.
    ///
    /// @param pack the file to be, such as `world.lode`; replaced when the new one is whole
    /// @param options how
    /// @return the writer
    /// @throws IOException where the folder cannot be written or another pack is being written
    ///   there
    public static PackWriter create(Path pack, PackOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Adds a room.
    ///
    /// @param roomFp its fingerprint
    /// @throws IOException where the disk refuses
    public void addRoom(long roomFp) throws IOException {}

    /// Adds a cell; its room may be added later.
    ///
    /// @param roomFp fingerprint of its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @param json holds the document, without its key
    /// @param offset of its first byte
    /// @param length of it
    /// @param line of the input, for messages
    /// @throws IOException where the disk refuses
    public void addCell(
            long roomFp, int site, int spot, byte[] json, int offset, int length, long line)
            throws IOException {}

    /// Hides a key in a cell; the cell may be added later.
    ///
    /// @param roomFp fingerprint of its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @param keyId name of the key, at most 64 bytes of UTF-8
    /// @param prize index of its prize in the hunt
    /// @param prizeId name of the prize, at most 64 bytes of UTF-8
    /// @param stock how many can win it, at least 1
    /// @throws IOException where the disk refuses
    public void addKey(
            long roomFp, int site, int spot, String keyId, int prize, String prizeId, int stock)
            throws IOException {}

    /// Merges what was added into the pack and makes it appear under its name, whole.
    ///
    /// @param metaJson the hunt's public description
    /// @param graph writes the hunt's graph
    /// @param secret 32 bytes that seal the keys
    /// @return what the pack says of itself
    /// @throws IOException where the disk refuses
    /// @throws RefusedContent where two cells share a place, a room is unknown, and so on
    public PackInfo finish(byte[] metaJson, SectionWriter graph, byte[] secret) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Ends the work; where it was not finished, nothing stays behind.
    @Override
    public void close() {}
}
