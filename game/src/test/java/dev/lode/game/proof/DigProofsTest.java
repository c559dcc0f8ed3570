package dev.lode.game.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.hunter.Golden;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigProofsTest {
    private static final Id128 HUNTER = Golden.HUNTER;
    private static final int PASS = Tickets.BYTES;

    private final byte[] bytes = new byte[Tickets.BYTES + Passes.BYTES];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);
    private final Tickets tickets =
            new Tickets(Golden.HUNT, List.of(new TicketKey(258, Golden.secret(0))), 258);
    private final Passes passes = new Passes(Golden.HUNT, Golden.secret(32));
    private final DigProofs proofs = new DigProofs(Golden.HUNT, tickets, passes, Golden.secret(96));

    @Test
    void aFindGetsATicketAndAPass() {
        try (var account = OffHeap.of("test.keys")) {
            var keys = new KeyTable(account, 1);
            keys.put(Golden.CELL, 3, 17);
            assertThat(write(Golden.CELL, keys.find(Golden.CELL), 5)).isTrue();
        }
        assertThat(tickets.verify(memory, 0, Tickets.BYTES, HUNTER.high(), HUNTER.low()))
                .isEqualTo(Proof.VALID);
        assertThat(Tickets.stock(memory, 0)).isEqualTo(3);
        assertThat(Tickets.prize(memory, 0)).isEqualTo(17);
        assertThat(passes.verify(memory, PASS, Passes.BYTES, HUNTER.high(), HUNTER.low()))
                .isEqualTo(Proof.VALID);
    }

    @Test
    void theFillerIsThatOfTheFormat() {
        assertThat(write(Golden.CELL, KeyTable.MISS, Golden.MILLIS)).isFalse();
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "03c6125dca4ef4404f30884ed7ee2d7edadfbd1c0219b33e"
                                + "f0df9dc0231ffe57da5c11bb9f5f3e28e80df82816f77297"
                                + "a780d11fe4a7313aad5f995d884f77809223368e512c98684055b5d754dc70a8");
    }

    @Test
    void findingAndNotFindingTakeTheSameNumberOfMacs() {
        long before = proofs.macsMade();
        write(Golden.CELL, KeyTable.MISS, 5);
        long miss = proofs.macsMade() - before;
        write(Golden.CELL, 3L << 32 | 17, 5);
        assertThat(proofs.macsMade() - before - miss).isEqualTo(miss).isEqualTo(3);
    }

    @Test
    void fillerIsNeitherTicketNorPass() {
        for (int cell = 0; cell < 2_000; cell++) {
            write(cell, KeyTable.MISS, 5);
            assertThat(tickets.verify(memory, 0, Tickets.BYTES, HUNTER.high(), HUNTER.low()))
                    .isNotEqualTo(Proof.VALID);
            assertThat(passes.verify(memory, PASS, Passes.BYTES, HUNTER.high(), HUNTER.low()))
                    .isNotEqualTo(Proof.VALID);
        }
    }

    @Test
    void aRepeatedDigGetsTheSameBytesAndAnotherDigOthers() {
        write(7, KeyTable.MISS, 5);
        byte[] first = bytes.clone();
        write(8, KeyTable.MISS, 5);
        assertThat(bytes).isNotEqualTo(first);
        write(7, KeyTable.MISS, 6);
        assertThat(bytes).isNotEqualTo(first);
        write(7, KeyTable.MISS, 5);
        assertThat(bytes).isEqualTo(first);
    }

    private boolean write(long cell, long found, long now) {
        return proofs.write(memory, 0, PASS, HUNTER.high(), HUNTER.low(), cell, found, now);
    }
}
