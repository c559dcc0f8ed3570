package dev.lode.storage.wal;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A folder of a file system, written through FileChannels: with O_DIRECT and O_DSYNC where the
/// file system has them, else with write and fdatasync.
public final class FileDevice implements LogDevice {
    private static final String TEMPORARY = ".tmp";
    private static final int FILL_BYTES = 1 << 20;

    private final Path folder;
    private final boolean direct;
    private final String description;
    private final OffHeap memory = OffHeap.of("storage.wal");

    private FileDevice(Path folder, boolean direct, String description) {
        this.folder = folder;
        this.direct = direct;
        this.description = description;
    }

    /// Chooses how to write a folder by trying it out; removes what an interrupted creation left.
    ///
    /// @param folder exists
    /// @param wanted how bytes are to become durable; `URING` is as good as `AUTO` here
    /// @return the device
    /// @throws IOException where the folder cannot be written, or `DIRECT` was asked for and the
    ///   file system does not have it
    public static FileDevice probe(Path folder, WalConfig.Device wanted) throws IOException {
        Path trial = folder.resolve("probe" + TEMPORARY);
        try {
            removeTemporary(folder);
            Files.write(trial, new byte[Format.BLOCK]);
        } catch (AccessDeniedException e) {
            throw unwritable(folder, "permission denied", e);
        } catch (FileSystemException e) {
            throw unwritable(folder, String.valueOf(e.getReason()), e);
        }
        try {
            if (wanted == WalConfig.Device.FORCE) {
                return new FileDevice(
                        folder, false, "FileChannel + force, because wal.device says so");
            }
            String obstacle = directObstacle(folder, trial);
            if (obstacle == null) {
                return new FileDevice(
                        folder,
                        true,
                        "FileChannel DIRECT+DSYNC, blocks of " + Format.BLOCK + " bytes");
            }
            if (wanted == WalConfig.Device.DIRECT) {
                throw new IOException(
                        "wal.device is direct, but "
                                + folder
                                + " cannot be written so: "
                                + obstacle
                                + ". Set it to auto, or use another file system.");
            }
            return new FileDevice(
                    folder, false, "FileChannel + force, because O_DIRECT fails here: " + obstacle);
        } finally {
            Files.deleteIfExists(trial);
        }
    }

    boolean direct() {
        return direct;
    }

    /// The same folder in other words; this one is closed.
    FileDevice described(String words) {
        memory.close();
        return new FileDevice(folder, direct, words);
    }

    /// Opens a folder to read it.
    ///
    /// @param folder exists
    /// @return a device whose changing methods must not be called
    static FileDevice forReading(Path folder) {
        return new FileDevice(folder, false, "read only");
    }

    private static IOException unwritable(Path folder, String why, IOException cause) {
        return new IOException(
                "the log's folder "
                        + folder
                        + " cannot be written: "
                        + why
                        + ". Give this user the right to write it and room on its disk, or set"
                        + " another folder.",
                cause);
    }

    private static void removeTemporary(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static @Nullable String directObstacle(Path folder, Path trial) throws IOException {
        long block = Files.getFileStore(folder).getBlockSize();
        if (block > Format.BLOCK || Format.BLOCK % block != 0) {
            return "its blocks are of " + block + " bytes";
        }
        try (OffHeap scratch = OffHeap.of("storage.wal");
                FileChannel channel = FileChannel.open(trial, writeOptions(true))) {
            LogBuffer buffer =
                    LogBuffer.aligned(
                            scratch.allocate(2L * Format.BLOCK), Format.BLOCK, Format.BLOCK);
            int written = channel.write(buffer.view(), 0);
            return written == Format.BLOCK ? null : "a write of a block ended after " + written;
        } catch (IOException | UnsupportedOperationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Set<OpenOption> writeOptions(boolean direct) {
        return direct
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.DSYNC, DirectIo.option())
                : Set.of(StandardOpenOption.WRITE);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String path(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public LogBuffer buffer(int bytes) {
        return LogBuffer.aligned(memory.allocate((long) bytes + Format.BLOCK), bytes, Format.BLOCK);
    }

    @Override
    public List<String> list() throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.endsWith(TEMPORARY)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        Path temporary = folder.resolve(name + TEMPORARY);
        boolean whole = false;
        try (OffHeap scratch = OffHeap.of("storage.wal");
                FileChannel channel =
                        FileChannel.open(
                                temporary,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            ByteBuffer zeros = scratch.allocate(FILL_BYTES).asByteBuffer();
            for (long at = 0; at < bytes; ) {
                zeros.clear().limit((int) Math.min(FILL_BYTES, bytes - at));
                at += channel.write(zeros, at);
            }
            channel.force(true);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(temporary);
            }
        }
        move(temporary, folder.resolve(name));
    }

    @Override
    public long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new ChannelFile(folder.resolve(name), direct);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        move(folder.resolve(from), folder.resolve(to));
    }

    @Override
    public void delete(String name) throws IOException {
        if (Files.deleteIfExists(folder.resolve(name))) {
            forceFolder();
        }
    }

    @Override
    public byte @Nullable [] get(String name) throws IOException {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    @Override
    public void put(String name, byte[] content) throws IOException {
        Path temporary = folder.resolve(name + TEMPORARY);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        move(temporary, folder.resolve(name));
    }

    private void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    /// A segment through two channels, because reads need not be aligned.
    private static final class ChannelFile implements LogFile {
        private final Path path;
        private final boolean direct;
        private final long bytes;
        private final FileChannel in;
        private volatile @Nullable FileChannel out;

        ChannelFile(Path path, boolean direct) throws IOException {
            this.path = path;
            this.direct = direct;
            in = FileChannel.open(path, StandardOpenOption.READ);
            bytes = in.size();
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void write(LogBuffer from, int length, long position) throws IOException {
            FileChannel channel = out;
            if (channel == null) {
                channel = openOut();
            }
            ByteBuffer view = from.view().clear().limit(length);
            while (view.hasRemaining()) {
                channel.write(view, position + view.position());
            }
            if (!direct) {
                channel.force(false);
            }
        }

        private synchronized FileChannel openOut() throws IOException {
            FileChannel channel = out;
            if (channel == null) {
                if (!in.isOpen()) {
                    throw new ClosedChannelException();
                }
                channel = FileChannel.open(path, writeOptions(direct));
                out = channel;
            }
            return channel;
        }

        @Override
        public void sync() throws IOException {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int count = in.read(into, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            FileChannel channel = out;
            if (channel != null) {
                channel.close();
            }
        }
    }
}
