package dev.lode.bench;

import dev.lode.base.memory.Memory;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.hunter.Count;
import dev.lode.node.hunter.LoopCounters;
import dev.lode.transport.Link;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/// What a hunter loop takes and gives back for its hunters, told from its answers and the books of
/// its memory and written into a trace: a slot, a record for each dig that waits for the disk, and
/// a buffer as long as what was read into it.
///
/// At most one dig is sent a turn. After it the books must have as many records as there are digs
/// without an answer, the loop must have read from the disk as often as answers came that were
/// waited for, and there must be as many buffers as ever were in use at once; else the recording
/// would lie, and fails. Threads: the loop's.
final class HunterBooks implements Link {
    private static final String SLOTS = "node.slots";
    private static final String DIGS = "node.digs";
    private static final String READS = "node.reads";
    private static final int NONE = -1;

    private final MemoryTrace trace;
    private final long slotsBefore = Memory.of(SLOTS).used();
    private final long digsBefore = Memory.of(DIGS).used();
    private final long readsBefore = Memory.of(READS).used();
    private final int[] ready;
    private final int[] digSlot;
    private final int[] readSlot;
    private final int[] answered;
    private final int[] answerBytes;
    private int readyCount;
    private int answers;
    private int asked = NONE;
    private int seated;
    private int waiting;
    private int waitingMax;
    private int digRecordBytes;
    private int readBufferBytes;
    private long reads;

    HunterBooks(MemoryTrace trace, int huntersMax) {
        this.trace = trace;
        ready = new int[huntersMax];
        answered = new int[huntersMax];
        answerBytes = new int[huntersMax];
        digSlot = new int[huntersMax];
        readSlot = new int[huntersMax];
        Arrays.fill(digSlot, NONE);
    }

    @Override
    public boolean send(MemorySegment frame, long offset, int length) {
        int hunter = (int) FrameHeader.session(frame, offset) - 1;
        byte type = FrameHeader.type(frame, offset);
        if (type == FrameType.PLACE) {
            ready[readyCount++] = hunter;
        } else if (type == FrameType.FIND) {
            answered[answers] = hunter;
            MemorySegment find = frame.asSlice(offset, length);
            answerBytes[answers++] = FindFrame.blobBytes(find);
        } else {
            throw new BenchFailed(
                    "hunter " + hunter + " was refused: " + FrameHeader.status(frame, offset));
        }
        return true;
    }

    /// A hunter was given a slot.
    void seated() {
        trace.take(MemoryTrace.HUNTER, HunterSlot.BYTES);
        seated++;
        expect(SLOTS, (long) seated * HunterSlot.BYTES, Memory.of(SLOTS).used() - slotsBefore);
    }

    /// Picks a hunter who waits for nothing, to dig in the next turn.
    int begin(SplittableRandom random) {
        int at = random.nextInt(readyCount);
        asked = ready[at];
        ready[at] = ready[--readyCount];
        return asked;
    }

    /// Reads the books after a turn.
    void read(LoopCounters counters) {
        long readNow = counters.get(Count.DISK_READS) - reads;
        long booked = Memory.of(DIGS).used() - digsBefore;
        boolean isAnswered = asked == NONE || isAnswered(asked);
        if (asked != NONE && (!isAnswered || readNow > waited())) {
            taken(booked);
        }
        asked = NONE;
        for (int i = 0; i < answers; i++) {
            int hunter = answered[i];
            if (digSlot[hunter] != NONE) {
                given(hunter, FrameHeader.BYTES + answerBytes[i]);
                readNow--;
                reads++;
            }
            ready[readyCount++] = hunter;
        }
        answers = 0;
        expect("reads of the disk", 0, readNow);
        expect(DIGS, (long) waiting * digRecordBytes, booked);
        expect(READS, (long) waitingMax * readBufferBytes, Memory.of(READS).used() - readsBefore);
    }

    private boolean isAnswered(int hunter) {
        for (int i = 0; i < answers; i++) {
            if (answered[i] == hunter) {
                return true;
            }
        }
        return false;
    }

    private long waited() {
        long digs = 0;
        for (int i = 0; i < answers; i++) {
            digs += digSlot[answered[i]] == NONE ? 0 : 1;
        }
        return digs;
    }

    private void taken(long booked) {
        if (readBufferBytes == 0) {
            readBufferBytes = Math.toIntExact(Memory.of(READS).used() - readsBefore);
        }
        if (digRecordBytes == 0) {
            digRecordBytes = Math.toIntExact(booked);
        }
        digSlot[asked] = trace.take(MemoryTrace.DIG, Math.max(1, digRecordBytes));
        // How long the document is will be known when it has come.
        readSlot[asked] = trace.take(MemoryTrace.READ, FrameHeader.BYTES);
        waiting++;
        waitingMax = Math.max(waitingMax, waiting);
    }

    private void given(int hunter, int bytes) {
        trace.resize(readSlot[hunter], bytes);
        trace.give(readSlot[hunter]);
        trace.give(digSlot[hunter]);
        digSlot[hunter] = NONE;
        waiting--;
    }

    private static void expect(String owner, long recorded, long booked) {
        if (recorded != booked) {
            throw new BenchFailed(
                    "%s: the recording has %,d, the books have %,d"
                            .formatted(owner, recorded, booked));
        }
    }

    /// Digs that wait for the disk.
    int waiting() {
        return waiting;
    }

    /// Hunters who wait for nothing.
    int ready() {
        return readyCount;
    }

    /// Digs that waited and were answered.
    long reads() {
        return reads;
    }

    int digRecordBytes() {
        return digRecordBytes;
    }

    int readBufferBytes() {
        return readBufferBytes;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
