package dev.lode.bench;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.base.memory.Epochs;
import dev.lode.transport.Link;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A real hunter loop with one hunter at each place of a hunt, driven by the benchmark's thread,
/// which hands it decoded requests; its replies are counted and dropped.
///
/// A dig whose document the kernel has taken out of the page cache waits for the disk, and its time
/// counts: every dig is answered with a document before the next one comes.
///
/// Threads: owned by the one that made it.
final class LoneLoop implements AutoCloseable {
    private static final int HELLOS_UNDER_WAY = 256;

    final Replies replies = new Replies();
    private final BenchHunt hunt;
    private final LoopRig rig;

    /// Takes replies.
    static final class Replies implements Link {
        int places;
        long finds;
        long misses;
        long others;
        Status lastRefusal = Status.OK;

        @Override
        public boolean send(MemorySegment memory, long offset, int length) {
            byte type = FrameHeader.type(memory, offset);
            if (type == FrameType.PLACE) {
                places++;
            } else if (type != FrameType.FIND) {
                others++;
                lastRefusal = FrameHeader.status(memory, offset);
            } else if (memory.get(Layouts.I8, offset + FindFrame.FOUND) == 1) {
                finds++;
            } else {
                misses++;
            }
            return true;
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

    LoneLoop(BenchHunt hunt, Path folder) throws IOException {
        this.hunt = hunt;
        int hunters = hunt.finds().length;
        rig = new LoopRig(hunt.facts(), hunt.content(), new Epochs(), hunters, 1, replies, folder);
        long deadline = System.nanoTime() + LoopRig.WAIT_MAX.toNanos();
        for (int hunter = 0; hunter < hunters; hunter++) {
            long cell = hunt.finds()[hunter];
            rig.seat(hunter, hunt.room(cell), CellKey.site(cell));
        }
        for (int hunter = 0; hunter < hunters; hunter++) {
            await(hunter - HELLOS_UNDER_WAY, deadline);
            rig.hello(hunter);
        }
        await(hunters, deadline);
    }

    /// Digs the cell with a key at a hunter's place.
    void find(int hunter) {
        dig(hunter, hunt.finds()[hunter]);
    }

    /// Digs the cell without a key at a hunter's place.
    void miss(int hunter) {
        dig(hunter, hunt.misses()[hunter]);
    }

    private void dig(int hunter, long cell) {
        long answered = replies.finds + replies.misses;
        rig.dig(hunter, CellKey.spot(cell));
        while (replies.finds + replies.misses == answered) {
            if (replies.others > 0) {
                throw new BenchFailed("a dig was refused with " + replies.lastRefusal);
            }
            rig.loop().turn();
        }
    }

    private void await(int places, long deadlineNanos) {
        while (replies.places < places) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new BenchFailed(
                        "%d hunters were welcomed, %d frames were refused (%s)"
                                .formatted(replies.places, replies.others, replies.lastRefusal));
            }
            rig.loop().turn();
        }
    }

    @Override
    public void close() throws IOException {
        rig.close();
    }
}
