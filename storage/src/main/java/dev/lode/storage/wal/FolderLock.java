package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The right to a folder: an advisory lock on its file `lock`, which names the process that has it.
///
/// Threads: any.
public final class FolderLock implements AutoCloseable {
    /* Implementation: the system drops a process's lock on a file when the process closes ANY
     * descriptor of that file. So this process opens a lock file once at most, and counts who uses
     * it; the file is never opened to look at it while it is held.
     */
    private static final String NAME = "lock";
    private static final Map<Path, Holding> HELD = new HashMap<>();

    private final Path folder;
    private boolean closed;

    private FolderLock(Path folder) {
        this.folder = folder;
    }

    private static final class Holding {
        private final @Nullable FileChannel channel;
        private final boolean shared;
        private int users = 1;

        Holding(@Nullable FileChannel channel, boolean shared) {
            this.channel = channel;
            this.shared = shared;
        }
    }

    /// Takes a folder for one writer; the lock ends with the process at the latest.
    ///
    /// @param folder created if it is not there
    /// @return the lock
    /// @throws FolderInUse where somebody has it
    /// @throws IOException where the folder cannot be made or written
    public static FolderLock exclusive(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            return take(folder.toRealPath(), false);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "the folder "
                            + folder
                            + " cannot be written: permission denied. Give this user the right to"
                            + " write it, or set another folder.",
                    e);
        }
    }

    /// Takes a folder for a reader: any number may have it, but no writer beside them.
    ///
    /// @param folder is there
    /// @return the lock
    /// @throws FolderInUse where a writer has it
    /// @throws IOException where the folder cannot be read
    public static FolderLock shared(Path folder) throws IOException {
        return take(folder.toRealPath(), true);
    }

    private static FolderLock take(Path folder, boolean shared) throws IOException {
        synchronized (HELD) {
            Holding holding = HELD.get(folder);
            if (holding == null) {
                HELD.put(folder, new Holding(lock(folder, shared), shared));
            } else if (shared && holding.shared) {
                holding.users++;
            } else {
                throw new FolderInUse(
                        folder, "this very process (" + ProcessHandle.current().pid() + ")");
            }
        }
        return new FolderLock(folder);
    }

    private static @Nullable FileChannel lock(Path folder, boolean shared) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel;
        try {
            channel =
                    shared
                            ? FileChannel.open(file, StandardOpenOption.READ)
                            : FileChannel.open(
                                    file,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            if (shared) {
                return null; // no writer was ever here
            }
            throw e;
        }
        boolean taken = false;
        try {
            taken = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
            if (!taken) {
                throw new FolderInUse(folder, holder(channel));
            }
            if (!shared) {
                String me = Long.toString(ProcessHandle.current().pid());
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)), 0);
            }
            return channel;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
        if (!text.matches("[0-9]{1,18}")) {
            return "another process";
        }
        String command =
                ProcessHandle.of(Long.parseLong(text))
                        .flatMap(process -> process.info().command())
                        .map(name -> " (" + name + ")")
                        .orElse("");
        return "process " + text + command;
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            Holding holding = HELD.get(folder);
            if (closed || holding == null) {
                return;
            }
            closed = true;
            if (--holding.users == 0) {
                HELD.remove(folder);
                FileChannel channel = holding.channel;
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }
}
