package dev.lode.base.os;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Reading and writing past the page cache.
///
/// Units: bytes. What is read or written so begins and ends at a multiple of [#BLOCK_BYTES], in the
/// file and in memory.
public final class DirectIo {
    /// What positions, lengths and addresses are multiples of.
    public static final int BLOCK_BYTES = 4096;

    private DirectIo() {}

    /// `ExtendedOpenOption.DIRECT`, looked up by name: javac warns of every mention of it, and
    /// nothing can silence that.
    ///
    /// @return the option
    /// @throws UnsupportedOperationException where this JDK has none
    public static OpenOption option() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option.toString().equals("DIRECT")) {
                    return (OpenOption) option;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("this JDK has no O_DIRECT", e);
        }
        throw new UnsupportedOperationException("this JDK has no O_DIRECT");
    }

    /// Opens a file that is there once more, past the page cache.
    ///
    /// @param file to be opened
    /// @param access to read, to write
    /// @return nothing where its file system cannot do that
    public static Optional<FileChannel> open(Path file, OpenOption access) {
        try {
            long block = Files.getFileStore(file).getBlockSize();
            return block <= BLOCK_BYTES && BLOCK_BYTES % block == 0
                    ? Optional.of(FileChannel.open(file, Set.of(access, option())))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
