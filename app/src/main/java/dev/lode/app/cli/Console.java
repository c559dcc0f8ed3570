package dev.lode.app.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/// The terminal, pipe or log that a command writes to: results to standard output, everything about
/// the work itself (progress, warnings, errors) to standard error, both in UTF-8 whatever the
/// locale.
///
/// Threads: any; lines never mix. What commands print goes through here and nowhere else.
public final class Console {
    private static final int BUFFER_BYTES = 1 << 13;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private int statusWidth;

    /// Joins two streams.
    ///
    /// @param out for results
    /// @param err for everything else
    /// @param terminal whether a person watches `err`, so that a line may be written over
    public Console(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /// The console of this process. Whether a person watches, the launcher says: Java can only tell
    /// for standard input and output together.
    ///
    /// @return it; flush it before the process ends
    public static Console ofProcess() {
        return new Console(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Boolean.getBoolean("lode.terminal"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        var buffered = new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES);
        return new PrintStream(buffered, false, StandardCharsets.UTF_8);
    }

    /// Writes a line of the result.
    ///
    /// @param text without line end
    public synchronized void line(String text) {
        clearStatus();
        out.println(text);
    }

    /// Writes text of the result that has its own line ends.
    ///
    /// @param text as it is
    public synchronized void text(String text) {
        clearStatus();
        out.print(text);
    }

    /// Takes bytes of the result, for another program to read.
    ///
    /// @return a channel to standard output; closing it leaves that open
    public WritableByteChannel bytes() {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                int length = bytes.remaining();
                byte[] copy = new byte[length];
                bytes.get(copy);
                out.write(copy, 0, length);
                if (out.checkError()) {
                    throw new IOException(
                            "standard output takes no more: the program behind the pipe has ended");
                }
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /// Writes a line about the work.
    ///
    /// @param text without line end
    public synchronized void note(String text) {
        clearStatus();
        err.println(text);
        err.flush();
    }

    /// Writes over the last status line on a terminal; writes a line elsewhere.
    ///
    /// @param text without line end
    public synchronized void status(String text) {
        if (!terminal) {
            err.println(text);
        } else {
            err.print("\r" + text + " ".repeat(Math.max(0, statusWidth - text.length())));
            statusWidth = text.length();
        }
        err.flush();
    }

    /// Removes the status line, if there is one.
    public synchronized void clearStatus() {
        if (terminal && statusWidth > 0) {
            err.print("\r" + " ".repeat(statusWidth) + "\r");
            err.flush();
            statusWidth = 0;
        }
    }

    /// Whether a person watches.
    ///
    /// @return true on a terminal
    public boolean isTerminal() {
        return terminal;
    }

    /// The result stream, for a library that writes by itself.
    ///
    /// @return a writer that flushes at line ends
    public PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /// The other stream, for a library that writes by itself.
    ///
    /// @return a writer that flushes at line ends
    public PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /// Hands on what is still buffered.
    ///
    /// @return false where the reader of the results has gone, as `head` does
    public synchronized boolean flush() {
        clearStatus();
        out.flush();
        err.flush();
        return !out.checkError();
    }
}
