package dev.lode.storage.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The records of several chains of runs as one sorted sequence.
///
/// Threads: owned by one. Memory: off heap one buffer a chain. Of equal records, that of the
/// earlier line comes first.
final class RunMerge implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final DirectBuffer buffer = new DirectBuffer(BUFFER_BYTES);
    private final List<RunReader> readers = new ArrayList<>();
    private final int[] heap;
    private int size;
    private boolean began;

    /// @param withBlobs whether blobs that lie elsewhere are read
    RunMerge(List<List<Run>> chains, int windowBytes, boolean withBlobs) throws IOException {
        heap = new int[chains.size()];
        boolean open = false;
        try {
            for (List<Run> chain : chains) {
                readers.add(new RunReader(chain, windowBytes, buffer, withBlobs));
            }
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    /// Moves to the next record: false behind the last.
    boolean next() throws IOException {
        if (!began) {
            began = true;
            for (int i = 0; i < readers.size(); i++) {
                if (readers.get(i).next()) {
                    push(i);
                }
            }
        } else if (readers.get(heap[0]).next()) {
            sink(0);
        } else {
            heap[0] = heap[--size];
            sink(0);
        }
        return size > 0;
    }

    /// The reader whose record it is.
    RunReader current() {
        return readers.get(heap[0]);
    }

    private void push(int reader) {
        int at = size++;
        heap[at] = reader;
        while (at > 0 && before(heap[at], heap[(at - 1) / 2])) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void sink(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], heap[at])) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private boolean before(int a, int b) {
        Entry x = readers.get(a).entry;
        Entry y = readers.get(b).entry;
        int order = Entry.compare(x.roomFp, x.order, y.roomFp, y.order);
        return order != 0 ? order < 0 : x.line < y.line;
    }

    private void swap(int a, int b) {
        int kept = heap[a];
        heap[a] = heap[b];
        heap[b] = kept;
    }

    @Override
    public void close() throws IOException {
        try (buffer) {
            for (var reader : readers) {
                reader.close();
            }
        }
    }
}
