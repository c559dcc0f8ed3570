package dev.lode.storage.wal;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.Descriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Durable writes through io_uring: registered buffers and files, one request a write.
///
/// Threads: as [LogQueue]. A descriptor for events is read through the ring too, so that one wait
/// ends by a completion as by `wake`.
final class UringQueue implements LogQueue {
    private static final long WAKE = -1;
    private static final int PLACES = 2;

    private final OffHeap memory = OffHeap.of("storage.wal");
    private final MemorySegment one = memory.allocate(Long.BYTES);
    private final MemorySegment wakes = memory.allocate(Long.BYTES);
    private final LogBuffer[] buffers;
    private final int[] lengths;
    private final Ring ring;
    private final int events;
    private final @Nullable UringFile[] placed = new @Nullable UringFile[PLACES];
    private int lastPlace;
    private int underWay;
    private boolean listening;

    /// Makes the queue; the first thread that waits owns it.
    ///
    /// @param slots writes at most
    /// @param bytes of each buffer
    UringQueue(int slots, int bytes) throws IOException {
        buffers = new LogBuffer[slots];
        lengths = new int[slots];
        Ring made = null;
        int descriptor = -1;
        boolean whole = false;
        try {
            for (int i = 0; i < slots; i++) {
                MemorySegment room = memory.allocate((long) bytes + Format.BLOCK);
                buffers[i] = LogBuffer.aligned(room, bytes, Format.BLOCK);
            }
            one.set(ValueLayout.JAVA_LONG, 0, 1);
            made = new Ring(2 * slots);
            made.registerFiles(PLACES);
            made.registerBuffers(
                    Arrays.stream(buffers).map(LogBuffer::memory).toArray(MemorySegment[]::new));
            descriptor = Linux.eventDescriptor();
            whole = true;
        } finally {
            if (!whole) {
                if (made != null) {
                    made.close();
                }
                memory.close();
            }
        }
        ring = made;
        events = descriptor;
    }

    @Override
    public LogBuffer buffer(int slot) {
        return buffers[slot];
    }

    @Override
    public void submit(int slot, LogFile file, int length, long position) throws IOException {
        if (!(file instanceof UringFile mine)) {
            throw new IllegalArgumentException("a file of another device");
        }
        int place = place(mine);
        ring.write(place, position, buffers[slot].memory(), length, slot, slot);
        lengths[slot] = length;
        underWay++;
    }

    private int place(UringFile file) throws IOException {
        int descriptor = file.descriptor();
        for (int i = 0; i < PLACES; i++) {
            if (placed[i] == file) {
                return i;
            }
        }
        lastPlace = (lastPlace + 1) % PLACES;
        ring.file(lastPlace, descriptor);
        placed[lastPlace] = file;
        return lastPlace;
    }

    @Override
    public int await() throws IOException {
        while (true) {
            if (!listening) {
                ring.read(events, wakes, WAKE);
                listening = true;
            }
            if (!ring.hasCompletion()) {
                ring.enter(1);
            } else if (ring.hasRequests()) {
                ring.enter(0);
            }
            if (ring.hasCompletion()) {
                return take();
            }
        }
    }

    private int take() throws IOException {
        long user = ring.user();
        int result = ring.result();
        ring.next();
        if (user == WAKE) {
            listening = false;
            if (result != Long.BYTES) {
                throw Linux.failed("waiting for work", result);
            }
            return NONE;
        }
        int slot = (int) user;
        underWay--;
        if (result < 0) {
            throw new WriteFailed(slot, Linux.message(result));
        }
        if (result != lengths[slot]) {
            throw new WriteFailed(
                    slot, "a write of " + lengths[slot] + " bytes ended after " + result);
        }
        return slot;
    }

    @Override
    public void wake() {
        Linux.write(events, one, Long.BYTES);
    }

    @Override
    public void close() throws IOException {
        wake(); // so that the kernel holds no request any more that names our memory
        while (underWay > 0 || listening) {
            try {
                int _ = await0();
            } catch (WriteFailed _) {
                // Whoever waited for it has been told of the first failure.
            }
        }
        ring.close();
    }

    /// Waits for what is under way without asking to be woken again.
    private int await0() throws IOException {
        if (!ring.hasCompletion()) {
            ring.enter(1);
        }
        return ring.hasCompletion() ? take() : NONE;
    }

    /// Gives back what `wake` needs; nobody may call that any more.
    void free() {
        Descriptors.close(events);
        memory.close();
    }
}
