package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.storage.wal.BatchWriter.End;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The parts of a log that has just been opened.
///
/// @param device where its files are
/// @param lock guards `logs`
/// @param logs what is durable
/// @param store its segments
/// @param report what was found
/// @param commit takes appends; null where it was opened to read it
record Opened(
        LogDevice device,
        Object lock,
        Logs logs,
        SegmentStore store,
        WalReport report,
        @Nullable GroupCommit commit) {

    /// Opens a folder; what is to be closed with the log goes into `owned`, the first to be closed
    /// first, also where this throws.
    static Opened folder(Path folder, WalConfig config, List<Closeable> owned) throws IOException {
        owned.add(FolderLock.exclusive(folder)::close);
        LogDevice device = UringDevice.choose(folder, config);
        owned.addFirst(device);
        ExecutorService background =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("lode-wal-segments").factory());
        owned.addFirst(background::close);
        return device(device, config, background, owned);
    }

    /// Opens a device, which is in `owned`.
    static Opened device(
            LogDevice device, WalConfig config, Executor background, List<Closeable> owned)
            throws IOException {
        byte[] meta = device.get(Format.META);
        if (meta == null) {
            meta = newMeta(device);
        }
        checkMeta(device, meta);
        Id128 id = Format.Meta.id(meta);
        Recovery.Outcome found = Recovery.run(device, meta);
        var store = new SegmentStore(device, config, id, Format.Meta.life(meta));
        owned.add(owned.indexOf(device), store::close); // behind the background work
        found.chain().forEach(store::use);
        takeSpares(device, store, found);
        LogBuffer scratch = device.buffer(config.flightBytes());
        BatchWriter writer = writer(id, store, scratch, found);
        var lock = new Object();
        var commit =
                new GroupCommit(lock, device, config, id, found.logs(), store, writer, background);
        commit.start();
        return new Opened(device, lock, found.logs(), store, found.report(), commit);
    }

    private static void takeSpares(LogDevice device, SegmentStore store, Recovery.Outcome found)
            throws IOException {
        for (Segment segment : found.unused()) {
            segment.file().close();
            store.takeSpare(segment.name(), segment.bytes());
        }
        for (String name : device.list()) {
            if (Format.isSpare(name)) {
                try (LogFile file = device.open(name)) {
                    store.takeSpare(name, file.bytes());
                }
            }
        }
    }

    private static BatchWriter writer(
            Id128 id, SegmentStore store, LogBuffer scratch, Recovery.Outcome found)
            throws IOException {
        End end = found.end();
        if (end == null) {
            Segment first = store.prepare(scratch, 0);
            store.use(first);
            var writer = new BatchWriter(id, scratch, new End(first, Format.BLOCK, 1, 0));
            writer.begin();
            return writer;
        }
        var writer = new BatchWriter(id, scratch, end);
        if (found.torn()) {
            Segment fresh = store.prepare(scratch, end.segment().life());
            store.use(fresh);
            writer.rotate(fresh, found.logs());
        }
        return writer;
    }

    /// Opens a folder to read it.
    static Opened readOnly(Path folder, List<Closeable> owned) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such folder");
        }
        owned.add(FolderLock.shared(folder)::close);
        FileDevice device = FileDevice.forReading(folder);
        owned.addFirst(device);
        byte[] meta = device.get(Format.META);
        if (meta == null) {
            throw new NoSuchFileException(
                    device.path(Format.META), null, "there is no log in this folder");
        }
        checkMeta(device, meta);
        Recovery.Outcome found = Recovery.run(device, meta);
        var config = WalConfig.of(Settings.defaults()); // of no effect, as nothing is written
        var store = new SegmentStore(device, config, Format.Meta.id(meta), Format.Meta.life(meta));
        found.chain().forEach(store::use);
        owned.addFirst(store::close);
        for (Segment segment : found.unused()) {
            segment.file().close();
        }
        return new Opened(device, new Object(), found.logs(), store, found.report(), null);
    }

    private static byte[] newMeta(LogDevice device) throws IOException {
        for (String name : device.list()) {
            if (Format.isSegment(name)) {
                throw new DamagedLog(
                        device.path(Format.META),
                        0,
                        "it is missing, and " + name + " is there",
                        "Bring it back from a copy, or start this node with an empty folder.");
            }
        }
        var random = new SecureRandom();
        byte[] meta = Format.Meta.write(new Id128(random.nextLong(), random.nextLong()), 0, 0);
        device.put(Format.META, meta);
        return meta;
    }

    private static void checkMeta(LogDevice device, byte[] meta) throws DamagedLog {
        if (!Format.Meta.valid(meta)) {
            throw new DamagedLog(
                    device.path(Format.META),
                    0,
                    "it fails its checksum or is of another version",
                    "Bring it back from a copy, or start this node with an empty folder.");
        }
    }
}
