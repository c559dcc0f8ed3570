package dev.lode.storage.extent;

import dev.lode.storage.index.FileWindow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// A pass over the heads of an extent that checks every byte of them, partition by partition.
///
/// Threads: owned by one. Memory: bounded; the partition directory (2 MiB) and some buffers. Units:
/// bytes; offsets in the file.
public final class HeadScan {
    private static final HeadCheck.Sink NOWHERE = (_, _, _, _) -> {};

    private final ExtentPlace place;
    private final Directory directory;
    private final HeadCheck heads;

    /// Prepares a pass.
    ///
    /// @param file holds the extent
    /// @param place where the extent lies in it
    /// @throws IOException where the directory cannot be read
    public HeadScan(FileChannel file, ExtentPlace place) throws IOException {
        this.place = place;
        heads = new HeadCheck(file, place);
        var read = new FileWindow(file, Directory.BYTES);
        read.load(place.headsAt(), Directory.BYTES);
        directory = new Directory(read.bytes());
    }

    private HeadScan(ExtentPlace place, Directory directory, HeadCheck heads) {
        this.place = place;
        this.directory = directory;
        this.heads = heads;
    }

    /// Prepares a look at one partition alone, which may then be scanned and no other.
    ///
    /// @param file holds the extent
    /// @param place where the extent lies in it
    /// @param partition 0 to 65,535
    /// @return what scans it
    /// @throws IOException where its entry cannot be read
    public static HeadScan ofOne(FileChannel file, ExtentPlace place, int partition)
            throws IOException {
        var read = new FileWindow(file, Directory.ENTRY_BYTES);
        read.load(
                place.headsAt() + (long) partition * Directory.ENTRY_BYTES, Directory.ENTRY_BYTES);
        var directory = new Directory(read.bytes(), partition);
        var heads = new HeadCheck(file, place, directory.headBytes(partition));
        return new HeadScan(place, directory, heads);
    }

    /// The directory as it was read.
    ///
    /// @return its entries, some of which may be damaged
    public Directory directory() {
        return directory;
    }

    /// Checks the head of one partition; cheapest in rising order.
    ///
    /// @param partition 0 to 65,535
    /// @param listener hears of every damaged range
    /// @return the header, where it is sound, whether its pages are or not; empty also where the
    ///   partition has no room
    /// @throws IOException where the file was closed
    public Optional<ChunkHeader> scan(int partition, HeadCheck.Listener listener)
            throws IOException {
        return scan(partition, listener, NOWHERE);
    }

    /// Checks the head of one partition and hands on what is sound.
    ///
    /// @param partition 0 to 65,535
    /// @param listener hears of every damaged range
    /// @param sink takes every sound page
    /// @return as above
    /// @throws IOException where the file was closed
    public Optional<ChunkHeader> scan(
            int partition, HeadCheck.Listener listener, HeadCheck.Sink sink) throws IOException {
        if (!directory.sound(partition)) {
            entryDamaged(partition, listener, "directory entry");
            return Optional.empty();
        }
        ChunkPlace chunk = directory.place(partition);
        if (chunk.headAt() == 0) {
            return Optional.empty();
        }
        if (!heads.within(chunk)) {
            entryDamaged(partition, listener, "directory entry that points out of the heads");
            return Optional.empty();
        }
        return heads.check(partition, chunk, listener, sink);
    }

    private void entryDamaged(int partition, HeadCheck.Listener listener, String what) {
        listener.damaged(
                place.headsAt() + (long) partition * Directory.ENTRY_BYTES,
                Directory.ENTRY_BYTES,
                what);
    }
}
