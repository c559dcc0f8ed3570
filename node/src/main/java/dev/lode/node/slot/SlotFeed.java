package dev.lode.node.slot;

import dev.lode.base.Id128;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.hunter.HunterSlot;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// What one loop hands to the slot journal: two buffers, one filled while the other is written.
///
/// Threads: the loop calls [#begin], [#put], [#end] and [#awaitFree]; the journal's writer takes
/// what is ready. Neither waits for the other.
public final class SlotFeed {
    /// A batch that does not complete a sweep.
    public static final int NO_SWEEP = -1;

    private static final int FREE = 0;
    private static final int READY = 1;

    private final SlotJournal journal;
    private final MemorySegment[] buffers;
    private final int[] counts = new int[2];
    private final int[] sweeps = new int[2];
    private final AtomicIntegerArray states = new AtomicIntegerArray(2);
    private final int recordsMax;
    private int filling;
    private int writing;

    SlotFeed(SlotJournal journal, OffHeap account, int batchBytes) {
        this.journal = journal;
        recordsMax = (batchBytes - SlotFormat.BATCH_HEAD) / SlotFormat.RECORD;
        buffers = new MemorySegment[] {account.allocate(batchBytes), account.allocate(batchBytes)};
    }

    /// Which sweep the journal wants: whenever it rises, a new file needs every slot.
    ///
    /// @return rises by one
    public int sweep() {
        return journal.sweep();
    }

    /// Begins a batch.
    ///
    /// @return false where both buffers still wait to be written
    public boolean begin() {
        if (states.get(filling) != FREE) {
            return false;
        }
        counts[filling] = 0;
        return true;
    }

    /// Adds a slot to the batch.
    ///
    /// @param hunt its hunt
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return false where the batch is full
    public boolean put(Id128 hunt, MemorySegment slot, long offset) {
        int count = counts[filling];
        if (count == recordsMax) {
            return false;
        }
        long at = SlotFormat.BATCH_HEAD + (long) count * SlotFormat.RECORD;
        hunt.write(buffers[filling], at + SlotFormat.RECORD_HUNT);
        MemorySegment.copy(
                slot, offset, buffers[filling], at + SlotFormat.RECORD_SLOT, HunterSlot.BYTES);
        counts[filling] = count + 1;
        return true;
    }

    /// Hands the batch over.
    ///
    /// @param sweep the sweep that it completes, or [#NO_SWEEP]
    public void end(int sweep) {
        if (counts[filling] == 0 && sweep == NO_SWEEP) {
            return;
        }
        sweeps[filling] = sweep;
        states.set(filling, READY);
        filling ^= 1;
        journal.wake();
    }

    /// Whether a buffer that is being written will be free in a while.
    ///
    /// @return false where the journal cannot write
    public boolean awaitFree() {
        return !journal.isFailing();
    }

    boolean isReady() {
        return states.get(writing) == READY;
    }

    MemorySegment ready() {
        return buffers[writing];
    }

    int readyCount() {
        return counts[writing];
    }

    /// Gives the buffer back to the loop.
    ///
    /// @return the sweep that it completed
    int written() {
        int sweep = sweeps[writing];
        int done = writing;
        writing ^= 1;
        states.set(done, FREE);
        return sweep;
    }
}
