package dev.lode.node.footing;

import dev.lode.base.Id128;
import dev.lode.storage.wal.FolderInUse;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The data folder of a node: locked for one process, and what the node remembers of itself.
///
/// Threads: owned by one. Layout: docs/format/slots.md, "Data folder".
public final class NodeFolder implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path data;
    private final FileChannel lockFile;
    private final FileLock lock;

    /// What a node remembers of itself.
    ///
    /// @param folder drawn when the folder was made: a node with an empty folder is another one
    /// @param node its id in the cluster
    /// @param incarnation rises by one with each start
    public record Identity(Id128 folder, int node, long incarnation) {}

    private NodeFolder(Path data, FileChannel lockFile, FileLock lock) {
        this.data = data;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// Locks a data folder for this process.
    ///
    /// @param data the folder; created if need be
    /// @return the folder, locked
    /// @throws FolderInUse where another process has it, or this one already
    /// @throws IOException where it cannot be written
    public static NodeFolder open(Path data) throws IOException {
        FileChannel file;
        try {
            Files.createDirectories(data);
            file =
                    FileChannel.open(
                            data.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        } catch (FileSystemException e) {
            throw new IOException(
                    "the data folder "
                            + data
                            + " cannot be used ("
                            + e.getMessage()
                            + "): make it a folder that this user may write, or name another",
                    e);
        }
        try {
            FileLock lock = lock(file);
            if (lock == null) {
                throw new FolderInUse(data, "process " + read(file));
            }
            file.truncate(0);
            file.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.US_ASCII)),
                    0);
            return new NodeFolder(data, file, lock);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Begins a tenure of the node: in an empty folder of a new one.
    ///
    /// @param node id of the node, where the folder is new
    /// @return what it remembers of itself, as of this start
    /// @throws IOException where node.json is damaged, or the disk refuses
    public Identity begin(int node) throws IOException {
        Path json = data.resolve("node.json");
        Identity was = Files.exists(json) ? read(json) : fresh(node);
        var now = new Identity(was.folder, was.node, was.incarnation + 1);
        write(json, now);
        return now;
    }

    /// A folder or file within.
    ///
    /// @param name relative to the data folder
    /// @return its path
    public Path resolve(String name) {
        return data.resolve(name);
    }

    /// Where the content of a hunt lies.
    ///
    /// @param data a data folder
    /// @param hunt id of the hunt
    /// @return path of its pack
    public static Path content(Path data, Id128 hunt) {
        return data.resolve("hunts").resolve(hunt.toString()).resolve("content.lode");
    }

    /// The packs that lie in a data folder.
    ///
    /// @param data a data folder, which may not be there yet
    /// @return their paths, sorted
    /// @throws IOException where the folder cannot be listed
    public static List<Path> contents(Path data) throws IOException {
        Path hunts = data.resolve("hunts");
        if (!Files.isDirectory(hunts)) {
            return List.of();
        }
        try (var folders = Files.list(hunts)) {
            return folders.map(folder -> folder.resolve("content.lode"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /// Copies a pack to its place: it is there whole and durable, or not at all.
    ///
    /// @param pack the file
    /// @param hunt id of the hunt
    /// @return where it lies now
    /// @throws IOException where it cannot be read, or the disk refuses
    public Path store(Path pack, Id128 hunt) throws IOException {
        Path target = content(data, hunt);
        Path folder = target.resolveSibling("");
        Files.createDirectories(folder);
        Path temporary = target.resolveSibling("content.tmp");
        Files.copy(pack, temporary, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        force(data.resolve("hunts"));
        force(data);
        return target;
    }

    /// Gives the folder back.
    @Override
    public void close() throws IOException {
        lock.close();
        lockFile.close();
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another node of this very process has it
        }
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = file.read(pid, 0);
        return length <= 0
                ? "unknown"
                : new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
    }

    private static Identity read(Path json) throws IOException {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(json));
            return new Identity(
                    Id128.parse(node.path("folder").asString("")),
                    node.required("node").asInt(),
                    node.required("incarnation").asLong());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(
                    json
                            + " is damaged ("
                            + e.getMessage()
                            + "): restore it from a backup; without it the node cannot say who it is",
                    e);
        }
    }

    private static Identity fresh(int node) {
        byte[] id = new byte[Id128.BYTES];
        new SecureRandom().nextBytes(id);
        return new Identity(Id128.read(MemorySegment.ofArray(id), 0), node, 0);
    }

    private static void write(Path json, Identity identity) throws IOException {
        String text =
                """
                {"folder":"%s","node":%d,"incarnation":%d}
                """
                        .formatted(identity.folder, identity.node, identity.incarnation);
        Path temporary = json.resolveSibling("node.json.tmp");
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(temporary, json, StandardCopyOption.ATOMIC_MOVE);
        force(json.resolveSibling(""));
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
