package dev.lode.storage.pack;

import dev.lode.base.os.FullDisk;
import java.io.IOException;
import java.nio.file.Path;

/// A disk without room for a pack or for the runs that are sorted on the way.
public final class DiskFull extends IOException {
    private static final long serialVersionUID = 1L;

    private DiskFull(Path folder, long bytes, IOException cause) {
        super(
                folder
                        + ": no room left ("
                        + bytes
                        + " bytes of sorted runs so far); a pack needs about twice the size of its content"
                        + " while it is written: free some room, or put the runs elsewhere with"
                        + " pack.tempFolder",
                cause);
    }

    /// Says what to do where an exception means a full disk.
    static IOException explained(IOException e, Path folder, long bytes) {
        return FullDisk.caused(e) ? new DiskFull(folder, bytes, e) : e;
    }
}
