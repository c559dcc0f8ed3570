package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The sorted runs of a pack, and how many of them are merged at once.
///
/// Runs of cells and runs of labels (rooms and keys) are numbered apart, because the former outlive
/// a pack that was killed and the latter are made anew.
///
/// As long as each run of cells follows the one before, their blobs go to where they will be in the
/// pack, and runs hold heads alone. Where all of them do, nothing but heads is merged.
///
/// Threads: runs of cells are added by one, runs of labels by one; all else once both are done.
/// Memory: while merging, about the bytes that sorting had, or two buffers of one record if that is
/// more.
final class RunSet implements AutoCloseable {
    /// How names of runs of rooms and keys begin.
    static final String LABELS = "labels-";

    /// How names of runs that were merged of others begin.
    static final String MERGED = "merged-";

    private static final int WINDOW_BYTES_MAX = 1 << 20;
    private static final int RUNS_LEAST = 2;

    private final Path folder;
    private final long memory;
    private final int runsMax;
    private final List<Run> cells = new ArrayList<>();
    private final List<Run> labels = new ArrayList<>();
    private final Path placedFile;
    private @Nullable PlacedBlobs placed;

    /// @param folder takes runs
    /// @param placedFile takes blobs of cells that come in order
    RunSet(Path folder, Path placedFile, long memory, int runsMax) {
        this.folder = folder;
        this.placedFile = placedFile;
        this.memory = memory;
        this.runsMax = runsMax;
    }

    /// Takes up a run of cells that lies in the folder already.
    void take(Run run) {
        cells.add(run);
    }

    /// Writes the cells in a buffer as one more run.
    Run spillCells(SortBuffer buffer) throws IOException {
        return spill(buffer, Run.NAME, cells, inOrder(buffer));
    }

    /// Writes the rooms and keys in a buffer as one more run.
    void spillLabels(SortBuffer buffer) throws IOException {
        spill(buffer, LABELS, labels, Optional.empty());
    }

    private Run spill(SortBuffer buffer, String name, List<Run> into, Optional<PlacedBlobs> blobs)
            throws IOException {
        try (var writer = new Run.Writer(folder.resolve(name + into.size()), blobs)) {
            buffer.spill(writer);
            Run run = writer.finish();
            into.add(run);
            return run;
        }
    }

    /// What takes the blobs of a buffer, where it and all runs came in order.
    private Optional<PlacedBlobs> inOrder(SortBuffer buffer) throws IOException {
        if (cells.isEmpty()) {
            return buffer.follows(0, Entry.ROOM)
                    ? Optional.of(placedFrom(Header.AREA_BYTES))
                    : Optional.empty();
        }
        Run last = cells.getLast();
        return buffer.follows(last.lastRoom(), last.lastOrder()) ? allPlaced() : Optional.empty();
    }

    /// The file of blobs that needs no more than heads to be a pack, where all runs came in order.
    Optional<PlacedBlobs> allPlaced() throws IOException {
        return !cells.isEmpty() && cells.getLast().payloads() instanceof Run.Payloads.Placed blobs
                ? Optional.of(placedFrom(blobs.to()))
                : Optional.empty();
    }

    private PlacedBlobs placedFrom(long end) throws IOException {
        if (placed == null) {
            placed = new PlacedBlobs(placedFile, end);
        }
        return placed;
    }

    /// Opens the one merge of all runs; merges some of them before where there are too many.
    ///
    /// @param withBlobs false where [#allPlaced]
    RunMerge merge(int plainBytesMax, boolean withBlobs) throws IOException {
        int record = Entry.HEAD_BYTES + BlobDecoder.storedBytesMax(plainBytesMax);
        int atOnce = (int) Math.max(RUNS_LEAST, Math.min(runsMax, memory / record));
        Queue<List<Run>> chains = new ArrayDeque<>(chains(labels));
        List<List<Run>> whole = chains(cells);
        if (withBlobs) {
            chains.addAll(whole);
            whole = List.of();
        }
        int merged = 0;
        int most = atOnce - whole.size();
        while (chains.size() > most) {
            List<List<Run>> some = new ArrayList<>();
            int count = Math.min(atOnce, chains.size() - most + 1);
            while (some.size() < count) {
                some.add(chains.remove());
            }
            chains.add(List.of(mergeSome(some, MERGED + merged++, record)));
        }
        chains.addAll(whole);
        return new RunMerge(List.copyOf(chains), window(chains.size(), record), withBlobs);
    }

    /// Closes the file of blobs that came in order.
    @Override
    public void close() throws IOException {
        if (placed != null) {
            placed.close();
            placed = null;
        }
    }

    /// Runs that can be read one behind the other as if they were one: content that comes in the
    /// order of the pack makes a single chain, however many runs it has.
    private static List<List<Run>> chains(List<Run> runs) {
        List<List<Run>> chains = new ArrayList<>();
        for (Run run : runs) {
            List<Run> home =
                    chains.stream()
                            .filter(chain -> chain.getLast().endsBefore(run))
                            .findFirst()
                            .orElseGet(() -> {
                                List<Run> begun = new ArrayList<>();
                                chains.add(begun);
                                return begun;
                            });
            home.add(run);
        }
        return chains;
    }

    private Run mergeSome(List<List<Run>> some, String name, int record) throws IOException {
        try (var merge = new RunMerge(some, window(some.size(), record), true);
                var writer = new Run.Writer(folder.resolve(name), Optional.empty())) {
            byte[] bytes = new byte[record];
            while (merge.next()) {
                RunReader at = merge.current();
                int length = Entry.HEAD_BYTES + at.entry.storedBytes;
                at.copy(bytes, 0, at.entry.storedBytes);
                writer.record(at.entry.roomFp, at.entry.order, bytes, length);
            }
            Run merged = writer.finish();
            for (List<Run> chain : some) {
                for (Run old : chain) {
                    old.delete();
                }
            }
            return merged;
        }
    }

    private int window(int count, int record) {
        long share = Math.min(memory / Math.max(count, 1), WINDOW_BYTES_MAX);
        return (int) Math.max(share, record);
    }
}
