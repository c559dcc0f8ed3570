package dev.lode.storage.extent;

/// Where the blob of one cell lies, and how to know it: what a look-up fills in.
///
/// Threads: owned by one; meant to be made once and filled for each look-up. Units: bytes.
public final class CellRef {
    /// The key of the cell.
    public long cell;

    /// Offset of the stored block in the file.
    public long offset;

    /// Length of the stored LZ4 block.
    public int storedBytes;

    /// Length of the JSON document that it holds.
    public int plainBytes;

    /// CRC-32C of the stored block and the cell's key.
    public int checksum;

    /// Which file of a hunt's content the offset counts in: set by whoever asks several files, left
    /// alone by [#set].
    public int file;

    /// What a look-up read only to have it come early; no one uses it.
    long touched;

    /// Makes one that points nowhere.
    public CellRef() {}

    /// Fills it in.
    ///
    /// @param cell the key of the cell
    /// @param offset of the stored block in the file
    /// @param storedBytes its length
    /// @param plainBytes length of the document in it
    /// @param checksum CRC-32C of the block and the key
    public void set(long cell, long offset, int storedBytes, int plainBytes, int checksum) {
        this.cell = cell;
        this.offset = offset;
        this.storedBytes = storedBytes;
        this.plainBytes = plainBytes;
        this.checksum = checksum;
    }
}
