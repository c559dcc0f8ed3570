package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one log of a node: every group's entries, terms and votes in one sequence of segments.
///
/// Threads: any may call anything, as long as one log is appended to by one thread at a time. A
/// thread that appends waits for the device; the one that finds the log idle writes for all who
/// wait. Never interrupt a thread that appends: that closes the file for all. Errors: [LogFailed]
/// once and for ever after a failed or hanging write; [LogFull] where there is no room, after which
/// nothing was done. Format: docs/format/wal.md.
public final class Wal implements AutoCloseable {
    private final LogDevice device;
    private final Object lock;
    private final Logs logs;
    private final LogReading reading;
    private final WalReport report;
    private final @Nullable GroupCommit commit;
    private final @Nullable Upkeep upkeep;
    private final List<Closeable> owned;

    private Wal(Opened opened, List<Closeable> owned) {
        device = opened.device();
        lock = opened.lock();
        logs = opened.logs();
        reading = new LogReading(lock, device, logs, opened.store());
        report = opened.report();
        commit = opened.commit();
        upkeep = opened.upkeep();
        this.owned = owned;
    }

    /// Opens the log of a folder, makes it if the folder is empty, and brings it to a good end.
    ///
    /// @param folder its folder; created if it is not there
    /// @param config sizes and device
    /// @return the log, which has the folder for itself
    /// @throws DamagedLog where something acknowledged cannot be read, or a segment is missing or
    ///   foreign
    /// @throws FolderInUse where another log has the folder
    /// @throws IOException where the folder cannot be read or written
    public static Wal open(Path folder, WalConfig config) throws IOException {
        return opened(owned -> Opened.folder(folder, config, Id128.ZERO, owned));
    }

    /// Opens the log of a folder that belongs to somebody.
    ///
    /// @param folder its folder; created if it is not there
    /// @param config sizes and device
    /// @param owner who it belongs to: it is written into a new log, and a log of another one is
    ///   refused
    /// @return the log
    /// @throws DamagedLog also where the log belongs to another owner
    /// @throws IOException as the other `open`
    public static Wal open(Path folder, WalConfig config, Id128 owner) throws IOException {
        return opened(owned -> Opened.folder(folder, config, owner, owned));
    }

    /// Opens a log on any device.
    ///
    /// @param device where its files are; closed with the log
    /// @param config sizes
    /// @param background runs what must not hold up an append: making and recycling segments
    /// @return the log
    /// @throws IOException as the other `open`
    public static Wal open(LogDevice device, WalConfig config, Executor background)
            throws IOException {
        return opened(owned -> {
            owned.add(device);
            return Opened.device(device, config, Id128.ZERO, background, owned);
        });
    }

    /// Opens the log of a folder to read it, and changes nothing in it.
    ///
    /// @param folder its folder
    /// @return a log whose changing methods throw [IllegalStateException]
    /// @throws FolderInUse where a log that writes has the folder
    /// @throws IOException as `open`
    public static Wal openReadOnly(Path folder) throws IOException {
        return opened(owned -> Opened.readOnly(folder, owned));
    }

    private interface Opening {
        Opened open(List<Closeable> owned) throws IOException;
    }

    private static Wal opened(Opening opening) throws IOException {
        var owned = new ArrayList<Closeable>();
        boolean done = false;
        try {
            Wal wal = new Wal(opening.open(owned), owned);
            done = true;
            return wal;
        } finally {
            if (!done) {
                closeAll(owned);
            }
        }
    }

    private GroupCommit writer() {
        if (commit == null) {
            throw new IllegalStateException("the log was opened to read it");
        }
        return commit;
    }

    /// The most bytes that one entry may have; entries whose data together with 40 bytes each stays
    /// within it go out in one flight, all or none.
    ///
    /// @return bytes
    public int entryBytesMax() {
        return writer().entryBytesMax();
    }

    /// Appends entries and waits until they are durable.
    ///
    /// @param log which log, 0 to 65,535
    /// @param entries in order of index, without gaps, from `lastIndex + 1`
    /// @throws LogFull where there is no room; of entries that need more than one flight the first
    ///   may have been taken, which `lastIndex` tells
    /// @throws LogFailed where this or an earlier write failed
    /// @throws IOException as those
    public void append(int log, List<WalEntry> entries) throws IOException {
        await(submit(log, entries));
    }

    /// Appends entries without waiting; they are written when somebody waits, or when the buffer is
    /// full.
    ///
    /// @param log which log
    /// @param entries as for `append`; copied before this returns
    /// @return the ticket to wait with
    /// @throws IOException as `append`
    public long submit(int log, List<WalEntry> entries) throws IOException {
        return writer().submit(log, entries);
    }

    /// Waits until what was submitted is durable.
    ///
    /// @param ticket from `submit`
    /// @throws IOException as `append`
    public void await(long ticket) throws IOException {
        writer().await(ticket);
    }

    /// The first index that a log still has.
    ///
    /// @param log which log
    /// @return 1 for one that never had an entry
    public long firstIndex(int log) {
        synchronized (lock) {
            LogState state = logs.get(log);
            return state == null ? 1 : state.first();
        }
    }

    /// The last durable index of a log.
    ///
    /// @param log which log
    /// @return `firstIndex - 1` where it is empty
    public long lastIndex(int log) {
        synchronized (lock) {
            LogState state = logs.get(log);
            return state == null ? 0 : state.last();
        }
    }

    /// Reads one entry.
    ///
    /// @param log which log
    /// @param index of the entry
    /// @return the entry; null where the log does not have it
    /// @throws IOException where the disk fails, or [DamagedLog]
    public @Nullable WalEntry read(int log, long index) throws IOException {
        return reading.read(log, index);
    }

    /// Finds the entries of one type without reading any; such as those that hold a configuration.
    ///
    /// @param log which log
    /// @param type of the entries wanted
    /// @return their indexes, ascending
    public long[] indexesOf(int log, byte type) {
        return reading.indexesOf(log, type);
    }

    /// Hands out the entries of a log in order, up to the last that was durable at the call.
    ///
    /// @param log which log
    /// @param from the first index wanted; raised to `firstIndex`
    /// @param reader takes them
    /// @throws IOException where the disk fails, [DamagedLog], or from the reader
    public void replay(int log, long from, WalReader reader) throws IOException {
        reading.replay(log, from, reader);
    }

    /// Forgets the entries before an index; durable on return.
    ///
    /// @param log which log
    /// @param firstKept the new first index; beyond the end the log is empty and goes on there
    /// @throws IOException as `append`
    public void truncatePrefix(int log, long firstKept) throws IOException {
        control(LogRecord.PREFIX, log, firstKept);
        writer().upkeepLater();
    }

    /// Forgets the entries behind an index; durable on return.
    ///
    /// @param log which log
    /// @param lastKept the new last index
    /// @throws IOException as `append`
    public void truncateSuffix(int log, long lastKept) throws IOException {
        control(LogRecord.SUFFIX, log, lastKept);
    }

    /// Forgets all entries of a log; durable on return.
    ///
    /// @param log which log
    /// @param next the index at which it goes on
    /// @throws IOException as `append`
    public void reset(int log, long next) throws IOException {
        control(LogRecord.RESET, log, next);
        writer().upkeepLater();
    }

    private void control(byte kind, int log, long index) throws IOException {
        await(writer().control(kind, log, index, MemorySegment.NULL));
    }

    /// Writes what a log must know apart from its entries, such as term and vote; durable on
    /// return.
    ///
    /// @param log which log
    /// @param value 1 to 1,024 bytes
    /// @throws IOException as `append`
    public void putMetadata(int log, byte[] value) throws IOException {
        if (value.length == 0 || value.length > Format.METADATA_MAX) {
            throw new IllegalArgumentException(
                    "metadata has 1 to " + Format.METADATA_MAX + " bytes, not " + value.length);
        }
        await(writer().control(LogRecord.METADATA, log, 0, MemorySegment.ofArray(value)));
    }

    /// What `putMetadata` wrote last.
    ///
    /// @param log which log
    /// @return a copy; null where nothing was
    public byte @Nullable [] metadata(int log) {
        synchronized (lock) {
            LogState state = logs.get(log);
            return state == null || state.metadata().length == 0 ? null : state.metadata().clone();
        }
    }

    /// The logs that have ever had a record.
    ///
    /// @return their numbers, ascending
    public List<Integer> logs() {
        synchronized (lock) {
            return logs.all().map(state -> state.log).sorted(Comparator.naturalOrder()).toList();
        }
    }

    /// What device writes it, and why that one.
    ///
    /// @return a sentence without a full stop
    public String device() {
        return device.description();
    }

    /// What it has written.
    ///
    /// @return counted since it was opened
    public WalCounts counts() {
        return writer().counts();
    }

    /// What was found when it was opened.
    ///
    /// @return the report
    public WalReport report() {
        return report;
    }

    /// Asks to be told, once, when the log has failed; at once if it already has.
    ///
    /// @param listener called by the thread that met the failure or saw the hang; must not block
    public void onFailure(Consumer<LogFailed> listener) {
        writer().onFailure(listener);
    }

    /// Asks to be told when the entries of a log keep a segment and room gets scarce: then its
    /// owner should snapshot and truncate.
    ///
    /// @param owner called by a thread of the log; must not block
    public void onPressure(WalPressure owner) {
        if (upkeep == null) {
            throw new IllegalStateException("the log was opened to read it");
        }
        upkeep.onPressure(owner);
    }

    /// What went wrong last beside the appends, such as an index that could not be written; the log
    /// goes on without it.
    ///
    /// @return words; empty where nothing is wrong
    public String trouble() {
        return upkeep == null ? "" : upkeep.trouble();
    }

    /// Writes what was submitted, marks a clean end and gives the folder back. After a hang the
    /// folder, its files and the memory stay taken until the process ends, because a write may
    /// still be under way from the one into the other.
    ///
    /// @throws IOException where the last write failed
    @Override
    public void close() throws IOException {
        if (upkeep != null) {
            upkeep.stop();
        }
        try {
            Segment ready = commit == null ? null : commit.close();
            if (ready != null) {
                ready.file().close();
            }
        } finally {
            if (commit != null && commit.hangs()) {
                owned.clear();
            }
            closeAll(owned);
        }
    }

    private static void closeAll(List<Closeable> owned) throws IOException {
        IOException failed = null;
        for (Closeable closeable : owned) {
            try {
                closeable.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        owned.clear();
        if (failed != null) {
            throw failed;
        }
    }
}
