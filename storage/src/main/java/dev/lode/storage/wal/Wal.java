package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one log of a node: every group's entries, terms and votes in one sequence of segments.
///
/// Threads: any may call anything. A thread that appends waits for the device; the one that finds
/// the log idle writes for all who wait. Never interrupt a thread that appends: that closes the
/// file for all. Errors: [LogFailed] once and for ever after a failed write; [LogFull] where there
/// is no room, after which nothing was done. Format: docs/format/wal.md.
@SuppressWarnings("DoNotCallSuggester")
public final class Wal implements AutoCloseable {
    private Wal() {}

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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /// Opens the log of a folder to read it, and changes nothing in it.
    ///
    /// @param folder its folder
    /// @return a log whose changing methods throw [IllegalStateException]
    /// @throws FolderInUse where a log that writes has the folder
    /// @throws IOException as `open`
    public static Wal openReadOnly(Path folder) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Appends entries and waits until they are durable.
    ///
    /// @param log which log, 0 or above
    /// @param entries in order of index, without gaps, from `lastIndex + 1`
    /// @throws LogFull where there is no room
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
        throw new UnsupportedOperationException();
    }

    /// Waits until what was submitted is durable.
    ///
    /// @param ticket from `submit`
    /// @throws IOException as `append`
    public void await(long ticket) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The first index that a log still has.
    ///
    /// @param log which log
    /// @return 1 for one that never had an entry
    public long firstIndex(int log) {
        throw new UnsupportedOperationException();
    }

    /// The last durable index of a log.
    ///
    /// @param log which log
    /// @return `firstIndex - 1` where it is empty
    public long lastIndex(int log) {
        throw new UnsupportedOperationException();
    }

    /// Reads one entry.
    ///
    /// @param log which log
    /// @param index of the entry
    /// @return the entry; null where the log does not have it
    /// @throws IOException where the disk fails, or [DamagedLog]
    public @Nullable WalEntry read(int log, long index) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Hands out the entries of a log in order, up to the last that was durable at the call.
    ///
    /// @param log which log
    /// @param from the first index wanted; raised to `firstIndex`
    /// @param reader takes them
    /// @throws IOException where the disk fails, [DamagedLog], or from the reader
    public void replay(int log, long from, WalReader reader) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Forgets the entries before an index; durable on return.
    ///
    /// @param log which log
    /// @param firstKept the new first index; beyond the end the log is empty and goes on there
    /// @throws IOException as `append`
    public void truncatePrefix(int log, long firstKept) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Forgets the entries behind an index; durable on return.
    ///
    /// @param log which log
    /// @param lastKept the new last index
    /// @throws IOException as `append`
    public void truncateSuffix(int log, long lastKept) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Forgets all entries of a log; durable on return.
    ///
    /// @param log which log
    /// @param next the index at which it goes on
    /// @throws IOException as `append`
    public void reset(int log, long next) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Writes what a log must know apart from its entries, such as term and vote; durable on
    /// return.
    ///
    /// @param log which log
    /// @param value at most 1,024 bytes
    /// @throws IOException as `append`
    public void putMetadata(int log, byte[] value) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// What `putMetadata` wrote last.
    ///
    /// @param log which log
    /// @return a copy; null where nothing was
    public byte @Nullable [] metadata(int log) {
        throw new UnsupportedOperationException();
    }

    /// The logs that have ever had a record.
    ///
    /// @return their numbers, ascending
    public int[] logs() {
        throw new UnsupportedOperationException();
    }

    /// What device writes it, and why that one.
    ///
    /// @return a sentence without a full stop
    public String device() {
        throw new UnsupportedOperationException();
    }

    /// What was found when it was opened.
    ///
    /// @return the report
    public WalReport report() {
        throw new UnsupportedOperationException();
    }

    /// Asks to be told, once, when the log has failed; at once if it already has.
    ///
    /// @param listener called by the thread that met the failure; must not block
    public void onFailure(Consumer<LogFailed> listener) {
        throw new UnsupportedOperationException();
    }

    /// Writes what was submitted, marks a clean end and gives the folder back.
    ///
    /// @throws IOException where the last write failed
    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
