package dev.lode.edge;

import dev.lode.base.Layouts;
import dev.lode.edge.PendingTable.Route;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.FrameHeader;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One request under way to a node: its encoded frame, whom to tell, and until when.
///
/// Threads: owned by one I/O thread. Objects are reused; [#correlation] tells their lives apart.
final class Pending {
    private static final int SMALL_BYTES = ClaimFrame.BYTES;

    final int slot;
    private final MemorySegment small = MemorySegment.ofArray(new byte[SMALL_BYTES]);

    MemorySegment frame = small;
    int frameBytes;
    long correlation;
    long reserved;
    long deadlineMillis;
    long retryAtMillis;
    Route route = Route.HOME;
    int partition;
    int group;
    int moves;
    boolean waitsForHello;
    @Nullable Asker asker;

    /// What the asker keeps with its request.
    long clientId;

    Object note = "";

    /// Neighbours in the queue of retries, oldest first.
    @Nullable Pending before;

    @Nullable Pending after;
    boolean queued;

    Pending(int slot) {
        this.slot = slot;
    }

    /// Starts the frame: header with type and length, the rest zero.
    ///
    /// @return where to write the body
    MemorySegment begin(byte type, int bytes) {
        frame = bytes <= SMALL_BYTES ? small : MemorySegment.ofArray(new byte[bytes]);
        frameBytes = bytes;
        frame.asSlice(0, bytes).fill((byte) 0);
        FrameHeader.begin(frame, 0, type, bytes);
        return frame;
    }

    /// Writes what may change between two sendings.
    void address(int epoch) {
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) partition);
        frame.set(Layouts.I32, FrameHeader.EPOCH, epoch);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, correlation);
    }

    Asker asker() {
        if (asker == null) {
            throw new IllegalStateException("slot " + slot + " is not in use");
        }
        return asker;
    }

    void clear() {
        asker = null;
        note = "";
        frame = small;
        waitsForHello = false;
        moves = 0;
    }
}
