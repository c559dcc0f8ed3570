package dev.lode.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The folder in which one run keeps what does not fit its memory; its files vanish when closed,
/// and with the process.
///
/// @param folder where
record TempFiles(Path folder) {

    /// A new file to write and read.
    ///
    /// @param name how its name begins
    FileChannel open(String name) throws IOException {
        Path file = Files.createTempFile(folder, name, ".tmp");
        return FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// What to say where the disk refuses.
    ContentException refused(IOException e) {
        return new ContentException(
                folder,
                0,
                Code.FILE,
                "temporary files cannot be written or read: " + e,
                "make room there, or set pack.tempFolder to another folder");
    }
}
