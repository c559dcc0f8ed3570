package dev.lode.content;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Writes lines of cells.jsonl on several threads, in the order in which the cells are named.
///
/// Threads: owned by one, beside those that it starts. Memory: two blocks of 256 cells a thread.
final class SyntheticCells implements AutoCloseable {
    private static final int BLOCK_CELLS = 256;
    private static final int CHARS_A_CELL = 1100;

    private final SyntheticWorld world;
    private final long seed;
    private final BlockSink sink;
    private final ExecutorService pool;
    private final int aheadMax;
    private final Queue<Future<Block>> ahead = new ArrayDeque<>();
    private long[] cells = new long[BLOCK_CELLS];
    private long[] rooms = new long[BLOCK_CELLS];
    private int count;

    /// Takes blocks of whole lines.
    interface BlockSink {
        /// Takes one.
        void block(byte[] bytes, int cells) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Block(byte[] bytes, int cells) {}

    SyntheticCells(SyntheticWorld world, long seed, int threads, BlockSink sink) {
        this.world = world;
        this.seed = seed;
        this.sink = sink;
        aheadMax = 2 * threads;
        pool = Executors.newFixedThreadPool(threads);
    }

    /// Names the next cell.
    void add(long cell, long room) throws IOException {
        cells[count] = cell;
        rooms[count] = room;
        count++;
        if (count == BLOCK_CELLS) {
            submit();
        }
    }

    /// Writes whatever was named.
    void finish() throws IOException {
        submit();
        while (!ahead.isEmpty()) {
            takeFirst();
        }
    }

    private void submit() throws IOException {
        long[] theseCells = Arrays.copyOf(cells, count);
        long[] theseRooms = Arrays.copyOf(rooms, count);
        count = 0;
        ahead.add(pool.submit(() -> block(theseCells, theseRooms)));
        if (ahead.size() > aheadMax) {
            takeFirst();
        }
    }

    private void takeFirst() throws IOException {
        try {
            Block block = ahead.remove().get();
            sink.block(block.bytes, block.cells);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("generating was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("cells could not be written", e);
        }
    }

    private Block block(long[] theseCells, long[] theseRooms) {
        StringBuilder text = new StringBuilder(theseCells.length * CHARS_A_CELL);
        SyntheticBlob blob = new SyntheticBlob(text);
        for (int i = 0; i < theseCells.length; i++) {
            long cell = theseCells[i];
            long room = theseRooms[i];
            long number = cell - world.firstCell(room);
            int sites = world.sites(room);
            long key = world.keyOf(cell);
            text.append("{\"room\":\"").append(SyntheticWorld.roomName(room));
            text.append("\",\"site\":").append(number % sites);
            text.append(",\"spot\":").append(number / sites).append(",\"blob\":");
            blob.write(
                    new SplittableRandom(SyntheticWorld.mix(seed) ^ cell),
                    key < 0 ? "" : SyntheticWorld.keyName(key));
            text.append("}\n");
        }
        return new Block(text.toString().getBytes(StandardCharsets.UTF_8), theseCells.length);
    }

    @Override
    public void close() {
        pool.shutdownNow();
        pool.close();
    }
}
