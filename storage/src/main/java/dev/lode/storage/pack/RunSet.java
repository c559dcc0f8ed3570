package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// The sorted runs of a pack, and how many of them are merged at once.
///
/// Threads: owned by one. Memory: while merging, about the bytes that sorting had, or two buffers
/// of one record if that is more.
final class RunSet {
    private static final int WINDOW_BYTES_MAX = 1 << 20;
    private static final int RUNS_LEAST = 2;

    private final Path folder;
    private final long memory;
    private final int runsMax;
    private final Queue<Run> runs = new ArrayDeque<>();
    private int named;

    RunSet(Path folder, long memory, int runsMax) {
        this.folder = folder;
        this.memory = memory;
        this.runsMax = runsMax;
    }

    /// Writes what is in a buffer as one more run.
    void spill(SortBuffer buffer) throws IOException {
        try (var run = create()) {
            buffer.spill(run);
            runs.add(run.finish());
        }
    }

    /// Opens the one merge of all runs; merges some of them before where there are too many.
    RunMerge merge(int plainBytesMax) throws IOException {
        int record = Entry.HEAD_BYTES + BlobDecoder.storedBytesMax(plainBytesMax);
        int atOnce = (int) Math.max(RUNS_LEAST, Math.min(runsMax, memory / record));
        while (runs.size() > atOnce) {
            runs.add(mergeSome(Math.min(atOnce, runs.size() - atOnce + 1), record));
        }
        return new RunMerge(List.copyOf(runs), window(runs.size(), record));
    }

    private Run mergeSome(int count, int record) throws IOException {
        var some = new ArrayList<Run>();
        while (some.size() < count) {
            some.add(runs.remove());
        }
        try (var merge = new RunMerge(some, window(count, record));
                var run = create()) {
            while (merge.next()) {
                var reader = merge.current();
                run.put(
                        reader.bytes(),
                        reader.payloadAt() - Entry.HEAD_BYTES,
                        Entry.HEAD_BYTES + reader.entry.storedBytes);
            }
            Run merged = run.finish();
            for (Run old : some) {
                old.delete();
            }
            return merged;
        }
    }

    private int window(int count, int record) {
        long share = Math.min(memory / Math.max(count, 1), WINDOW_BYTES_MAX);
        return (int) Math.max(share, record);
    }

    private Run.Writer create() throws IOException {
        return new Run.Writer(folder.resolve(Run.NAME + named++));
    }
}
