package dev.lode.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the archive keeps its objects: names and bytes, as an S3 bucket has them.
///
/// Threads: any. Every method ends within the bounds that the store was opened with, and throws
/// [IOException] with the reason in words where it could not be carried out: whether a write took
/// place is then unknown.
public interface ArchiveStore extends Closeable {
    /// What became of a conditional write.
    enum Put {
        /// The object was not there and is now.
        STORED,
        /// An object of that name was there and is untouched.
        EXISTS
    }

    /// Writes an object unless one of its name is there; of two that try at once one is stored.
    ///
    /// @param name of the object
    /// @param bytes its content
    /// @return whether it was stored
    /// @throws IOException where it cannot be known
    Put putIfAbsent(String name, byte[] bytes) throws IOException;

    /// Writes an object, or replaces it.
    ///
    /// @param name of the object
    /// @param bytes its content
    /// @throws IOException where it cannot be known whether it was written
    void put(String name, byte[] bytes) throws IOException;

    /// Reads an object from its beginning.
    ///
    /// @param name of the object
    /// @param bytesMax most that is read; a longer object is cut there
    /// @return its bytes; null where there is no such object
    /// @throws IOException where it cannot be read, or ended before the length that was announced
    byte @Nullable [] get(String name, int bytesMax) throws IOException;

    /// Lists names in rising order of their bytes, a page at a time.
    ///
    /// @param prefix what they begin with
    /// @param after the name behind which to begin; empty for the beginning
    /// @return at most a page; empty where there are no more
    /// @throws IOException where it cannot be listed
    List<String> list(String prefix, String after) throws IOException;

    /// Where it is, for people.
    ///
    /// @return such as `bucket hunts at https://s3.example`
    String place();
}
