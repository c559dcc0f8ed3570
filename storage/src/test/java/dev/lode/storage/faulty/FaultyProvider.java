package dev.lode.storage.faulty;

import dev.lode.base.os.DirectIo;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Carries out on the real file system what a [FaultyDisk] lets happen, and tells it what was done.
///
/// Threads: any; one thing is done at a time.
final class FaultyProvider extends FileSystemProvider {
    private final FaultyDisk disk;
    private final FaultyFileSystem fileSystem;

    FaultyProvider(FaultyDisk disk, FaultyFileSystem fileSystem) {
        this.disk = disk;
        this.fileSystem = fileSystem;
    }

    private static FileSystemProvider of(Path real) {
        return real.getFileSystem().provider();
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("FaultyDisk.over makes one");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("FaultyDisk.root is one");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path real = FaultyPath.real(path);
        synchronized (disk) {
            boolean made = options.contains(StandardOpenOption.CREATE_NEW);
            made |= options.contains(StandardOpenOption.CREATE);
            made &= !Files.exists(real, LinkOption.NOFOLLOW_LINKS);
            boolean cut = !made && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
            disk.ask(made ? Op.CREATE : cut ? Op.TRUNCATE : Op.OPEN);
            FileChannel channel = of(real).newFileChannel(real, withoutDirect(options), attributes);
            if (made) {
                disk.name(real, disk.tree().newFile());
            }
            int file = disk.find(real);
            if (cut) {
                disk.record(new Change.Truncate(file, 0));
            }
            return disk.opened(new FaultyChannel(disk, file, real, channel, options));
        }
    }

    /// This disk has no page cache to go past; what it does to a call need not end at a block.
    private static Set<OpenOption> withoutDirect(Set<? extends OpenOption> options) {
        return options.stream()
                .filter(option -> !option.equals(DirectIo.option()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        var found = new ArrayList<Path>();
        synchronized (disk) {
            disk.ask(Op.OPEN);
            try (var stream = Files.newDirectoryStream(FaultyPath.real(folder))) {
                for (Path real : stream) {
                    Path path = fileSystem.path(real);
                    if (filter.accept(path)) {
                        found.add(path);
                    }
                }
            }
        }
        return new Listing(found);
    }

    private record Listing(List<Path> found) implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            return found.iterator();
        }

        @Override
        public void close() {}
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        Path real = FaultyPath.real(folder);
        synchronized (disk) {
            disk.ask(Op.CREATE);
            of(real).createDirectory(real, attributes);
            disk.name(real, disk.tree().newFolder());
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Path real = FaultyPath.real(link);
        Path target = FaultyPath.real(existing);
        synchronized (disk) {
            disk.ask(Op.LINK);
            of(real).createLink(real, target);
            disk.name(real, disk.find(target));
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Path real = FaultyPath.real(path);
        synchronized (disk) {
            disk.ask(Op.DELETE);
            disk.find(real);
            of(real).delete(real);
            disk.name(real, Tree.NONE);
        }
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        Path source = FaultyPath.real(from);
        Path target = FaultyPath.real(to);
        synchronized (disk) {
            disk.ask(Op.RENAME);
            int file = disk.find(source);
            of(source).move(source, target, options);
            disk.rename(source, target, file);
        }
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
        boolean replaced = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
        if (!replaced && Files.exists(FaultyPath.real(to))) {
            throw new FileAlreadyExistsException(to.toString());
        }
        try (var in = newFileChannel(from, Set.of(StandardOpenOption.READ));
                var out =
                        newFileChannel(
                                to,
                                Set.of(
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE,
                                        StandardOpenOption.TRUNCATE_EXISTING))) {
            long done = 0;
            while (done < in.size()) {
                done += in.transferTo(done, in.size() - done, out);
            }
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return Files.isSameFile(FaultyPath.real(one), FaultyPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return Files.isHidden(FaultyPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return Files.getFileStore(FaultyPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        disk.mustLive();
        Path real = FaultyPath.real(path);
        of(real).checkAccess(real, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(FaultyPath.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        disk.mustLive();
        return Files.readAttributes(FaultyPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        disk.mustLive();
        return Files.readAttributes(FaultyPath.real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
            throws IOException {
        disk.mustLive();
        Files.setAttribute(FaultyPath.real(path), name, value, options);
    }
}
