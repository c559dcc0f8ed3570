package dev.lode.itest;

import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.archive.LogEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A committed log in memory, whose history a test makes up.
///
/// Threads: any.
final class MemoryLog implements CommittedLog {
    private final int group;
    private final List<LogEntry> entries = new ArrayList<>();
    private long first = 1;
    private long bytes;
    private int asked;
    private @Nullable Snapshot snapshot;

    MemoryLog(int group) {
        this.group = group;
    }

    /// Commits entries with texts of a history.
    synchronized MemoryLog grow(String history, int count) {
        for (int i = 0; i < count; i++) {
            long index = first + entries.size();
            byte[] data = (history + " " + index).getBytes(StandardCharsets.UTF_8);
            entries.add(new LogEntry(index, 1, (byte) 1, MemorySegment.ofArray(data)));
            bytes += 24 + data.length;
        }
        return this;
    }

    /// Forgets entries, with a snapshot in their place.
    synchronized void truncate(long firstKept, Path file, long index) {
        while (first < firstKept && !entries.isEmpty()) {
            entries.removeFirst();
            first++;
        }
        first = firstKept;
        snapshot = new Snapshot(index, 1, file);
    }

    synchronized List<String> texts() {
        return entries.stream().map(MemoryLog::text).toList();
    }

    static String text(LogEntry entry) {
        return new String(
                entry.data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public synchronized long first() {
        return first;
    }

    /// How often somebody asked how far it goes.
    synchronized int asked() {
        return asked;
    }

    @Override
    public synchronized long last() {
        asked++;
        return first + entries.size() - 1;
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public void read(long from, Sink sink) throws IOException {
        List<LogEntry> now;
        synchronized (this) {
            long skip = Math.max(0, from - first);
            now =
                    List.copyOf(
                            entries.subList((int) Math.min(skip, entries.size()), entries.size()));
        }
        for (LogEntry entry : now) {
            if (!sink.entry(entry)) {
                return;
            }
        }
    }

    @Override
    public synchronized Optional<Snapshot> newestSnapshot() {
        return Optional.ofNullable(snapshot);
    }
}
