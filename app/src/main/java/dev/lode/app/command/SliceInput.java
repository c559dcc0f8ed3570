package dev.lode.app.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where a slice comes from: a file, or standard input.
///
/// @param name for messages
/// @param channel delivers it; one that can seek where it is a file
record SliceInput(String name, ReadableByteChannel channel) implements AutoCloseable {
    static SliceInput open(Path file) throws IOException {
        if (file.toString().equals("-")) {
            return new SliceInput("standard input", standardInput());
        }
        return new SliceInput(file.toString(), FileChannel.open(file, StandardOpenOption.READ));
    }

    /// The channel of the descriptor claims that it can seek, even where a pipe is behind it.
    private static ReadableByteChannel standardInput() {
        FileChannel file = new FileInputStream(FileDescriptor.in).getChannel();
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return file.read(into);
            }

            @Override
            public boolean isOpen() {
                return file.isOpen();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
