package dev.lode.storage.store;

import dev.lode.storage.wal.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The folder of a store: its lock, its manifest and its extents by number.
///
/// Threads: one at a time. What it writes is whole and durable under its name, or not there.
final class StoreFiles implements AutoCloseable {
    static final String MANIFEST = "manifest";

    private static final System.Logger LOG = System.getLogger(StoreFiles.class.getName());
    private static final String TEMP = ".tmp";
    private static final String EXTENT = "extent-";
    private static final String SUFFIX = ".lode";

    private final Path folder;
    private final FolderLock lock;

    private StoreFiles(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Takes a folder for this process; made where it is not there.
    static StoreFiles open(Path folder) throws IOException {
        return new StoreFiles(folder, FolderLock.exclusive(folder));
    }

    Path folder() {
        return folder;
    }

    Path extent(int number) {
        return extent(folder, number);
    }

    static Path extent(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, EXTENT + "%06d" + SUFFIX, number));
    }

    /// Where an extent is written before it has its name.
    Path temp(int number) {
        Path whole = extent(number);
        return whole.resolveSibling(whole.getFileName() + TEMP);
    }

    /// The number of an extent that is being written.
    int number(Path temp) {
        String name = String.valueOf(temp.getFileName());
        int end = name.length() - SUFFIX.length() - TEMP.length();
        return Integer.parseInt(name, EXTENT.length(), end, 10);
    }

    /// Gives an extent that is whole and durable its name, for ever.
    void publish(int number) throws IOException {
        Files.move(temp(number), extent(number), StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    /// The manifest of a store.
    ///
    /// @return null where the folder is that of no store yet
    /// @throws DamagedStore where there is a store and its manifest cannot be read
    static @Nullable Manifest manifest(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        byte[] bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Manifest.BYTES_MAX) {
                throw new DamagedStore(file, "it is longer than any manifest");
            }
            var view = ByteBuffer.allocate((int) channel.size());
            while (view.hasRemaining() && channel.read(view, view.position()) >= 0) {}
            bytes = view.array();
        } catch (NoSuchFileException e) {
            if (extents(folder).isEmpty()) {
                return null;
            }
            throw new DamagedStore(file, "it is gone, and there are extents beside it", e);
        }
        try {
            return Manifest.read(bytes);
        } catch (Manifest.Malformed e) {
            throw new DamagedStore(file, String.valueOf(e.getMessage()));
        }
    }

    /// Replaces the manifest: from here on the store is what this one says.
    void write(Manifest manifest) throws IOException {
        Path temp = folder.resolve(MANIFEST + TEMP);
        try (FileChannel channel =
                FileChannel.open(
                        temp,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var view = ByteBuffer.wrap(manifest.bytes());
            while (view.hasRemaining()) {
                channel.write(view);
            }
            channel.force(true);
        }
        Files.move(
                temp,
                folder.resolve(MANIFEST),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(folder);
    }

    /// Removes what an end in the middle has left behind.
    void removeLeftovers(Manifest manifest) throws IOException {
        Set<Path> live =
                manifest.extents().stream()
                        .map(row -> extent(row.number()))
                        .collect(Collectors.toSet());
        for (Path file : ours(folder)) {
            if (!live.contains(file)) {
                long bytes = Files.size(file);
                Files.deleteIfExists(file);
                LOG.log(
                        System.Logger.Level.INFO,
                        "removed {0} ({1} bytes), left by a compaction that was ended",
                        file,
                        Long.toString(bytes));
            }
        }
    }

    static boolean hasExtents(Path folder) throws IOException {
        return !extents(folder).isEmpty();
    }

    /// Every file that has the name of an extent, in the order of their numbers.
    static List<Path> extents(Path folder) throws IOException {
        return ours(folder).stream().filter(file -> !isTemp(file)).sorted().toList();
    }

    /// Every file of the kinds that a store makes, but the manifest.
    private static List<Path> ours(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                String name = String.valueOf(file.getFileName());
                boolean extent =
                        name.startsWith(EXTENT)
                                && (name.endsWith(SUFFIX) || name.endsWith(SUFFIX + TEMP));
                if (extent || name.equals(MANIFEST + TEMP)) {
                    files.add(folder.resolve(name));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return files;
    }

    private static boolean isTemp(Path file) {
        return file.toString().endsWith(TEMP);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
