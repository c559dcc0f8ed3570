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
/// @param upkeep makes room beside them; null likewise
record Opened(
        LogDevice device,
        Object lock,
        Logs logs,
        SegmentStore store,
        WalReport report,
        @Nullable GroupCommit commit,
        @Nullable Upkeep upkeep) {

    /// Opens a folder; what is to be closed with the log goes into `owned`, the first to be closed
    /// first, also where this throws.
    static Opened folder(Path folder, WalConfig config, Id128 owner, List<Closeable> owned)
            throws IOException {
        owned.add(FolderLock.exclusive(folder)::close);
        LogDevice device = UringDevice.choose(folder, config);
        owned.addFirst(device);
        ExecutorService background =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("lode-wal-segments").factory());
        owned.addFirst(background::close);
        return device(device, config, owner, background, owned);
    }

    /// Opens a device, which is in `owned`.
    static Opened device(
            LogDevice device,
            WalConfig config,
            Id128 owner,
            Executor background,
            List<Closeable> owned)
            throws IOException {
        byte[] meta = device.get(Format.META);
        if (meta == null) {
            meta = newMeta(device, owner);
        }
        checkMeta(device, meta, owner);
        checkRoom(device, config);
        Recovery.Outcome found = Recovery.run(device, meta, false);
        for (Segment segment : found.chain()) {
            if (segment.life() >= found.syncFrom()) {
                segment.file().sync();
            }
        }
        var store = new SegmentStore(device, config, meta);
        owned.add(owned.indexOf(device), store::close); // behind the background work
        found.chain().forEach(store::use);
        takeSpares(device, store, found);
        LogBuffer scratch = device.buffer(config.flightBytes());
        Id128 id = Format.Meta.id(meta);
        BatchWriter writer = writer(id, store, scratch, found);
        Logs logs = found.logs();
        logs.sealFrom(found.end() == null ? writer.active().life() : found.end().segment().life());
        var lock = new Object();
        var commit = new GroupCommit(lock, device, config, id, logs, store, writer, background);
        var upkeep = new Upkeep(lock, device, config, id, logs, store, commit, background);
        upkeep.index(found.unindexed());
        commit.start(upkeep, upkeep::full);
        return new Opened(device, lock, logs, store, found.report(), commit, upkeep);
    }

    private static void checkRoom(LogDevice device, WalConfig config) throws IOException {
        long used = 0;
        for (String name : device.list()) {
            if (Format.isSegment(name) || Format.isSpare(name) || Format.isIndex(name)) {
                try (LogFile file = device.open(name)) {
                    used += file.bytes();
                }
            }
        }
        long free = device.freeBytes();
        if (config.diskBudget() - used > free) {
            throw new IOException(
                    "wal.diskBudget="
                            + config.diskBudget()
                            + " bytes cannot be had: the log takes "
                            + used
                            + " and the file system of "
                            + device.path(Format.META)
                            + " has "
                            + free
                            + " free. Lower wal.diskBudget to "
                            + (used + free) / config.segmentBytes() * config.segmentBytes()
                            + " or less, or give the disk room.");
        }
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
            } else if (Format.isIndex(name)) {
                takeIndex(device, store, name);
            }
        }
    }

    private static void takeIndex(LogDevice device, SegmentStore store, String name)
            throws IOException {
        long life = Format.lifeOf(name);
        if (store.get(life) == null) {
            device.delete(name); // of a segment that was taken back
            return;
        }
        try (LogFile file = device.open(name)) {
            store.indexed(life, file.bytes());
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
        checkMeta(device, meta, Id128.ZERO);
        Recovery.Outcome found = Recovery.run(device, meta, false);
        var config = WalConfig.of(Settings.defaults()); // of no effect, as nothing is written
        var store = new SegmentStore(device, config, meta);
        found.chain().forEach(store::use);
        owned.addFirst(store::close);
        for (Segment segment : found.unused()) {
            segment.file().close();
        }
        return new Opened(device, new Object(), found.logs(), store, found.report(), null, null);
    }

    private static byte[] newMeta(LogDevice device, Id128 owner) throws IOException {
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
        byte[] meta =
                Format.Meta.write(new Id128(random.nextLong(), random.nextLong()), owner, 0, 0);
        device.put(Format.META, meta);
        return meta;
    }

    private static void checkMeta(LogDevice device, byte[] meta, Id128 owner) throws DamagedLog {
        if (!Format.Meta.valid(meta)) {
            throw new DamagedLog(
                    device.path(Format.META),
                    0,
                    "it fails its checksum or is of another version",
                    "Bring it back from a copy, or start this node with an empty folder.");
        }
        if (!owner.equals(Id128.ZERO) && !Format.Meta.owner(meta).equals(owner)) {
            throw new DamagedLog(
                    device.path(Format.META),
                    0,
                    "it belongs to the node folder "
                            + Format.Meta.owner(meta)
                            + ", and this one is "
                            + owner,
                    "Take the log away and bring back the one that was here.");
        }
    }
}
