package dev.lode.storage.faulty;

import java.nio.ByteBuffer;
import java.util.List;

/// One thing that was done to a disk, with all that is needed to do it again.
///
/// Files and folders go by numbers that they keep through renames, as inodes do.
public sealed interface Change {
    /// Bytes were written; a file that ended before has zeros in between.
    ///
    /// @param file which
    /// @param position of the first byte
    /// @param bytes what, from 0 to its limit
    record Write(int file, long position, ByteBuffer bytes) implements Change {
        long end() {
            return position + bytes.limit();
        }

        @Override
        public String toString() {
            return "write " + bytes.limit() + " bytes of file " + file + " at " + position;
        }
    }

    /// A file was cut.
    ///
    /// @param file which
    /// @param bytes its new length
    record Truncate(int file, long bytes) implements Change {}

    /// A file or folder was forced, and what was done to it before is there for ever.
    ///
    /// @param file which
    record Force(int file) implements Change {}

    /// A file could not be forced, and the system forgot what was written since the last time.
    ///
    /// @param file which
    record Lose(int file) implements Change {}

    /// Names were given or taken away: one for a create, a delete or a link, two for a rename.
    ///
    /// @param entries the new one before the old one
    record Names(List<Entry> entries) implements Change {}

    /// A file that nobody here has made turned out to exist.
    ///
    /// @param entry its name
    /// @param bytes its content, from 0 to its limit
    record Found(Entry entry, ByteBuffer bytes) implements Change {
        @Override
        public String toString() {
            return "found " + entry;
        }
    }

    /// What a name means in a folder.
    ///
    /// @param folder where
    /// @param name which
    /// @param file the file or folder of that name, or [Tree#NONE]
    record Entry(int folder, String name, int file) {}
}
