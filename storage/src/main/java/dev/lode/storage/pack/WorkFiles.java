package dev.lode.storage.pack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// The files of a pack that is being written: `NAME.lode.tmp`, `NAME.lode.tmp.blobs` with the blobs
/// of cells that came in order, and the folder `NAME.lode.tmp.runs`. One of the first two becomes
/// the pack.
///
/// Threads: owned by one. The first is locked while the work goes on, so that what a killed pack
/// has left behind can be told from what a living one is using.
final class WorkFiles implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path pack;
    private final Path temp;
    private final Path blobs;
    private final Path runs;
    private final DirectBuffer buffer = new DirectBuffer(BUFFER_BYTES);
    private final DirectFile channel;
    private final boolean resumed;
    private boolean published;

    private WorkFiles(Path pack, Path temp, Path runs, FileChannel channel, boolean resumed) {
        this.pack = pack;
        this.temp = temp;
        this.blobs = blobsOf(pack);
        this.runs = runs;
        this.channel = new DirectFile(channel, temp, StandardOpenOption.WRITE, buffer);
        this.resumed = resumed;
    }

    /// Which runs that were left by a pack may be kept.
    interface Keeps {
        /// Whether those in a folder may.
        boolean test(Path runs) throws IOException;
    }

    /// Locks the pack to be.
    ///
    /// @param keeps asked where there are runs; those that it does not want are removed
    static WorkFiles create(Path target, PackOptions options, Keeps keeps) throws IOException {
        Path pack = target.toAbsolutePath().normalize();
        Path folder = folder(pack);
        Path temp = folder.resolve(pack.getFileName() + ".tmp");
        Path runs =
                options.tempFolder()
                        .map(elsewhere -> elsewhere.resolve(distinct(pack)))
                        .orElse(folder.resolve(pack.getFileName() + ".tmp.runs"));
        if (Files.isDirectory(pack)) {
            throw new IOException(pack + " is a folder; name a file to be written");
        }
        removeLeftover(temp, options.progress());
        FileChannel channel = lock(temp);
        try {
            boolean kept = keptRuns(runs, options.progress(), keeps);
            if (!kept) {
                Files.deleteIfExists(blobsOf(pack));
                Files.createDirectory(runs);
            }
            return new WorkFiles(pack, temp, runs, channel, kept);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(temp);
            throw explained(e, runs);
        }
    }

    /// Whether the folder of runs was there before and was kept.
    boolean resumed() {
        return resumed;
    }

    private static Path blobsOf(Path pack) {
        return pack.resolveSibling(pack.getFileName() + ".tmp.blobs");
    }

    /// The file that becomes the pack where cells came in no order.
    DirectFile channel() {
        return channel;
    }

    Path pack() {
        return pack;
    }

    /// Where runs are kept.
    Path runs() {
        return runs;
    }

    /// Where blobs of cells that come in order lie.
    Path blobs() {
        return blobs;
    }

    /// Makes the pack appear under its name, for ever.
    ///
    /// @param whole the file that became it: [#channel], or that of [#blobs]
    void publish(DirectFile whole) throws IOException {
        whole.force(true);
        Path from = whole.equals(channel) ? temp : blobs;
        Files.move(from, pack, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        published = from.equals(temp);
        forceFolder(folder(pack));
    }

    /// Removes whatever did not become the pack.
    @Override
    public void close() throws IOException {
        try (buffer;
                channel) {
            if (!published) {
                Files.deleteIfExists(temp);
            }
            Files.deleteIfExists(blobs);
            removeRuns(runs);
        }
    }

    static void forceFolder(Path folder) throws IOException {
        try (var open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is not a file in a folder");
        }
        return parent;
    }

    private static void removeLeftover(Path temp, PackProgress progress) throws IOException {
        if (Files.exists(temp)) {
            lockOnce(temp).close();
            long bytes = Files.size(temp);
            Files.deleteIfExists(temp);
            progress.note(
                    "removed " + temp + " (" + bytes + " bytes), left by a pack that was ended");
        }
    }

    private static boolean keptRuns(Path runs, PackProgress progress, Keeps keeps)
            throws IOException {
        if (!Files.exists(runs)) {
            return false;
        }
        if (keeps.test(runs)) {
            return true;
        }
        removeRuns(runs);
        progress.note("removed " + runs + ", left by a pack that was ended");
        return false;
    }

    private static FileChannel lock(Path temp) throws IOException {
        try {
            var channel =
                    FileChannel.open(
                            temp,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            hold(temp, channel);
            return channel;
        } catch (FileAlreadyExistsException e) {
            throw inUse(temp);
        } catch (IOException e) {
            throw explained(e, temp);
        }
    }

    private static FileChannel lockOnce(Path temp) throws IOException {
        try {
            var channel = FileChannel.open(temp, StandardOpenOption.WRITE);
            hold(temp, channel);
            return channel;
        } catch (AccessDeniedException e) {
            throw explained(e, temp);
        }
    }

    private static void hold(Path temp, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw inUse(temp);
        }
    }

    private static IOException inUse(Path temp) {
        return new IOException(
                temp + " is in use: another lode pack is writing this pack; wait for it or end it");
    }

    private static IOException explained(IOException e, Path path) {
        return switch (e) {
            case AccessDeniedException _ ->
                    new IOException(path + " cannot be written: permission denied", e);
            case NoSuchFileException _ ->
                    new IOException(folder(path) + " does not exist; create the folder first", e);
            default -> e;
        };
    }

    private static void removeRuns(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return;
        }
        String ours =
                "{%s*,%s*,%s*,%s*}"
                        .formatted(Run.NAME, RunSet.LABELS, RunSet.MERGED, Checkpoints.INPUT);
        try (var files = Files.newDirectoryStream(runs, ours)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(runs);
    }

    private static String distinct(Path pack) {
        byte[] name = pack.toString().getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32C();
        crc.update(name);
        return pack.getFileName() + ".tmp.runs-" + Long.toHexString(crc.getValue());
    }
}
