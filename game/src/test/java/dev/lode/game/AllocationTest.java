package dev.lode.game;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.OffHeap;
import dev.lode.game.graph.Graphs;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.graph.RoomRecord;
import dev.lode.game.hunter.DigRules;
import dev.lode.game.hunter.Golden;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.game.hunter.LastRequest;
import dev.lode.game.hunter.Move;
import dev.lode.game.hunter.MoveRules;
import dev.lode.game.hunter.PassCheck;
import dev.lode.game.hunter.SlotVersion;
import dev.lode.game.hunter.Turn;
import dev.lode.game.proof.Capsules;
import dev.lode.game.proof.DigProofs;
import dev.lode.game.proof.KeyTable;
import dev.lode.game.proof.Passes;
import dev.lode.game.proof.Proof;
import dev.lode.game.proof.TicketKey;
import dev.lode.game.proof.Tickets;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The hot path allocates nothing once it is compiled: some round of many turns costs 0 bytes.
class AllocationTest {
    private static final int TURNS = 1_000;
    private static final int ROUNDS = 1_000;
    private static final long HIGH = Golden.HUNTER.high();
    private static final long LOW = Golden.HUNTER.low();
    private static final long SLOT = 0;
    private static final long TICKET = 128;
    private static final long PASS = 192;
    private static final long CAPSULE = 256;
    private static final Rules RULES = new Rules(1, 60_000, 60_000, 30_000, 60_000, 100, 0);

    private final Tickets tickets =
            new Tickets(Golden.HUNT, List.of(new TicketKey(1, Golden.secret(0))), 1);
    private final Passes passes = new Passes(Golden.HUNT, Golden.secret(32));
    private final Capsules capsules = new Capsules(Golden.HUNT, Golden.secret(64));
    private final DigProofs proofs = new DigProofs(Golden.HUNT, tickets, passes, Golden.secret(96));
    private long now = Golden.MILLIS;
    private long sequence;

    @Test
    void aWholeTurnOfEnterMoveDigAndCheckAllocatesNothing() throws ReflectiveOperationException {
        try (var account = OffHeap.of("test.allocation")) {
            var memory = account.allocate(512);
            byte[] bytes =
                    Graphs.bytes(
                            1,
                            List.of(
                                    Graphs.room(
                                            5,
                                            "a",
                                            2,
                                            0,
                                            new RoomRecord.Edge(0, 5, 1, 0, 0),
                                            new RoomRecord.Edge(1, -7, 3)),
                                    Graphs.room(-7, "b", 9, -1)));
            var mapped = account.allocate(bytes.length);
            mapped.copyFrom(MemorySegment.ofArray(bytes));
            var graph = HuntGraph.over(mapped, new long[] {Golden.CELL});
            var keys = new KeyTable(account, 1);
            keys.put(Golden.CELL, 3, 0);
            HunterSlot.init(memory, SLOT, HIGH, LOW);
            tickets.issue(memory, TICKET, HIGH, LOW, Golden.CELL, 3, 0, now);
            passes.issue(memory, PASS, HIGH, LOW, Golden.CELL);
            PassCheck check = cell -> passes.opens(memory, PASS, Passes.BYTES, HIGH, LOW, cell);

            var allocated = new Allocated();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > 0; round++) {
                long before = allocated.bytes();
                int right = 0;
                for (int turn = 0; turn < TURNS; turn++) {
                    right += turn(graph, keys, memory, check) ? 1 : 0;
                }
                least = Math.min(least, allocated.bytes() - before - allocated.ownBytes());
                assertThat(right).isEqualTo(TURNS);
            }
            assertThat(least).isZero();
        }
    }

    private boolean turn(HuntGraph graph, KeyTable keys, MemorySegment memory, PassCheck check) {
        now += 1000;
        sequence++;
        boolean right = MoveRules.enter(graph, memory, SLOT, 5, 0) == Move.MOVED;
        right &= MoveRules.move(graph, memory, SLOT, 5, 1, now, check) == Move.MOVED;
        right &= MoveRules.move(graph, memory, SLOT, -7, 3, now, check) == Move.MOVED;
        right &= graph.ordinal(graph.room(-7)) == 0;
        right &= LastRequest.turn(memory, SLOT, 1, sequence, 4, -7, 3, 9) == Turn.NEW;
        right &= DigRules.charge(memory, SLOT, now, RULES) == DigRules.CHARGED;
        right &= DigRules.waitMillis(DigRules.charge(memory, SLOT, now, RULES)) == 1;
        LastRequest.remember(memory, SLOT, 1, sequence, 4, -7, 3, 9, now, 0);
        right &= !proofs.write(memory, TICKET, PASS, HIGH, LOW, 1, keys.find(1), now);
        right &=
                proofs.write(
                        memory, TICKET, PASS, HIGH, LOW, Golden.CELL, keys.find(Golden.CELL), now);
        right &= tickets.verify(memory, TICKET, Tickets.BYTES, HIGH, LOW) == Proof.VALID;
        SlotVersion.stamp(memory, SLOT, 1, 2, (int) sequence);
        capsules.wrap(memory, CAPSULE, memory, SLOT);
        right &= capsules.verify(memory, CAPSULE, Capsules.BYTES, HIGH, LOW) == Proof.VALID;
        return right;
    }

    /// What this thread allocated; by reflection, for the module does not read jdk.management.
    private static final class Allocated {
        private final Object threads;
        private final Method bytes;
        private long own = Long.MAX_VALUE;

        Allocated() throws ReflectiveOperationException {
            threads =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            bytes =
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes");
            for (int i = 0; i < 1000; i++) {
                long before = bytes();
                own = Math.min(own, bytes() - before);
            }
        }

        long bytes() throws ReflectiveOperationException {
            return (long) bytes.invoke(threads);
        }

        /// What asking costs by itself.
        long ownBytes() {
            return own;
        }
    }
}
