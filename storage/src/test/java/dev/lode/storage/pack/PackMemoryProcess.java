package dev.lode.storage.pack;

import dev.lode.base.memory.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Packs hunts of some and of many cells, and says what it held of memory on its way.
final class PackMemoryProcess {
    static final int SORT_BYTES = 1 << 20;
    static final int CELLS = 100_000;
    static final int MANY_CELLS = 4 * CELLS;

    private static final int ROOMS = 1000;

    /// Steps through all cells, far from each other: no factor of a number of cells here.
    private static final long STRIDE = 7_919;

    private final int cells;
    private long heapBytes;
    private long offHeapBytes;
    private boolean seenMerge;

    private PackMemoryProcess(int cells) {
        this.cells = cells;
    }

    /// Prints for each hunt its cells, the bytes that lived on the heap and those off heap.
    public static void main(String[] args) throws IOException {
        boolean inOrder = Boolean.parseBoolean(args[1]);
        for (int cells : new int[] {CELLS, CELLS, MANY_CELLS}) {
            var run = new PackMemoryProcess(cells);
            run.pack(Path.of(args[0], cells + ".lode"), inOrder);
            System.out.printf("%d %d %d%n", cells, run.heapBytes, run.offHeapBytes);
        }
    }

    private void pack(Path file, boolean inOrder) throws IOException {
        byte[] json = "{\"text\":\"nothing here\"}".getBytes(StandardCharsets.UTF_8);
        int inRoom = cells / ROOMS;
        try (var writer =
                PackWriter.create(file, TestHunt.options(SORT_BYTES, 512, this::sample))) {
            for (int room = 0; room < ROOMS; room++) {
                writer.addRoom(fingerprint(room));
            }
            for (long i = 0; i < cells; i++) {
                int cell = (int) (inOrder ? i : i * STRIDE % cells);
                writer.addCell(
                        fingerprint(cell / inRoom), 0, cell % inRoom, json, 0, json.length, i + 1);
            }
            sampleHeap();
            writer.finish(TestHunt.META, out -> out.write(TestHunt.GRAPH, 0, 10), TestHunt.SECRET);
        }
    }

    private static long fingerprint(int room) {
        return (long) room << 50 | room;
    }

    private void sample(PackProgress.Stage stage, long done, long total) {
        offHeapBytes = Math.max(offHeapBytes, Memory.of("storage.pack").reserved());
        if (stage == PackProgress.Stage.MERGE && done > total / 2 && !seenMerge) {
            seenMerge = true;
            sampleHeap();
        }
    }

    private void sampleHeap() {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        heapBytes = Math.max(heapBytes, jvm.totalMemory() - jvm.freeMemory());
    }
}
