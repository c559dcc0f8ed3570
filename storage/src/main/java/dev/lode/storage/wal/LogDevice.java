package dev.lode.storage.wal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder of a log and the way its bytes become durable.
///
/// Every method that changes something has made it durable when it returns; [LogQueue] alone hands
/// writes over and tells of their end later. Threads: any, except that nobody changes one file from
/// two threads other than by writes to different places.
public interface LogDevice extends Closeable {
    /// What it is and why it was chosen, for reports.
    ///
    /// @return a sentence without a full stop
    String description();

    /// Names the file in messages.
    ///
    /// @param name a file of this device
    /// @return what an operator would look for, such as its path
    String path(String name);

    /// Allocates memory that it can write from.
    ///
    /// @param bytes how many, a multiple of its blocks
    /// @return the buffer, valid until the device is closed
    LogBuffer buffer(int bytes);

    /// The names of its files.
    ///
    /// @return in no order; without temporary files
    /// @throws IOException where the folder cannot be read
    List<String> list() throws IOException;

    /// Makes a file of zeros that appears whole or not at all.
    ///
    /// @param name of the new file
    /// @param bytes its length
    /// @throws IOException where there is no room, or the folder cannot be written
    void create(String name, long bytes) throws IOException;

    /// How much more its files may take.
    ///
    /// @return bytes
    /// @throws IOException where that cannot be told
    long freeBytes() throws IOException;

    /// Opens a file.
    ///
    /// @param name which
    /// @return the open file
    /// @throws IOException where it cannot be opened
    LogFile open(String name) throws IOException;

    /// Gives a file another name, replacing what had that name.
    ///
    /// @param from old name
    /// @param to new name
    /// @throws IOException where it cannot be done
    void rename(String from, String to) throws IOException;

    /// Removes a file, if it is there.
    ///
    /// @param name which
    /// @throws IOException where it cannot be done
    void delete(String name) throws IOException;

    /// Reads a small file whole.
    ///
    /// @param name which
    /// @return its bytes; null where there is none
    /// @throws IOException where it cannot be read
    byte @Nullable [] get(String name) throws IOException;

    /// Replaces a small file: afterwards it is the old or the new one, never a mixture.
    ///
    /// @param name which
    /// @param content its new bytes
    /// @throws IOException where it cannot be written
    void put(String name, byte[] content) throws IOException;

    /// A way to have several writes under way from one thread.
    ///
    /// @param slots how many at most
    /// @param bytes most that one of them carries, a multiple of its blocks
    /// @return the queue; null where a write takes the thread that makes it until it has ended, and
    ///   several at once therefore take several threads
    /// @throws IOException where it cannot be had although the device was chosen for it
    default @Nullable LogQueue queue(int slots, int bytes) throws IOException {
        return null;
    }

    @Override
    void close() throws IOException;
}
