package dev.lode.game.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.hunter.Golden;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.game.hunter.SlotVersion;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapsulesTest {
    private static final Id128 HUNTER = Golden.HUNTER;

    private final byte[] bytes = new byte[Capsules.BYTES];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);
    private final MemorySegment slot = MemorySegment.ofArray(new byte[HunterSlot.BYTES]);
    private final Capsules capsules = new Capsules(Golden.HUNT, Golden.secret(64));

    @BeforeEach
    void aSlot() {
        Golden.fill(slot, 0);
    }

    @Test
    void theBytesAreThoseOfTheFormat() {
        capsules.wrap(memory, 0, slot, 0);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0100000000000000" + Golden.SLOT + "a56ff969680d42836ff7b7e62abf3b80");
    }

    @Test
    void whatWasWrappedIsUnwrappedWhole() {
        capsules.wrap(memory, 0, slot, 0);
        assertThat(verify(HUNTER)).isEqualTo(Proof.VALID);
        assertThat(memory.asSlice(Capsules.SLOT, HunterSlot.BYTES).mismatch(slot)).isEqualTo(-1);
    }

    @Test
    void aCapsuleWithAnyBitChangedIsRefused() {
        capsules.wrap(memory, 0, slot, 0);
        for (int bit = 0; bit < Capsules.BYTES * 8; bit++) {
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThat(verify(HUNTER)).isEqualTo(bit < 64 ? Proof.MALFORMED : Proof.FORGED);
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
        }
    }

    @Test
    void aCapsuleOfAnotherHunterOrAnotherHuntIsForged() {
        capsules.wrap(memory, 0, slot, 0);
        assertThat(verify(new Id128(HUNTER.high(), 0))).isEqualTo(Proof.FORGED);
        assertThat(verify(new Id128(0, HUNTER.low()))).isEqualTo(Proof.FORGED);
        new Capsules(new Id128(1, 2), Golden.secret(64)).wrap(memory, 0, slot, 0);
        assertThat(verify(HUNTER)).isEqualTo(Proof.FORGED);
    }

    @Test
    void theNewestOfSeveralCapsulesIsFoundByTheirSlots() {
        SlotVersion.stamp(slot, 0, 2, 77, 1000);
        capsules.wrap(memory, 0, slot, 0);
        SlotVersion.stamp(slot, 0, 2, 77, 1001);
        assertThat(SlotVersion.compare(slot, 0, memory, Capsules.SLOT)).isPositive();
    }

    private Proof verify(Id128 hunter) {
        return capsules.verify(memory, 0, Capsules.BYTES, hunter.high(), hunter.low());
    }
}
