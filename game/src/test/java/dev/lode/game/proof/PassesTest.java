package dev.lode.game.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.hunter.Golden;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PassesTest {
    private static final Id128 HUNTER = Golden.HUNTER;

    private final byte[] bytes = new byte[Passes.BYTES];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);
    private final Passes passes = new Passes(Golden.HUNT, Golden.secret(32));

    @Test
    void theBytesAreThoseOfTheFormat() {
        issue(passes);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0100000000000000393070500000efbe" + "0d57b61b6d84ac9b61b350ba4df28ab7");
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                .isEqualTo("AQAAAAAAAAA5MHBQAADvvg1XthtthKybYbNQuk3yirc");
    }

    @Test
    void aPassOpensTheGateOfItsKeyToItsHunterAlone() {
        issue(passes);
        assertThat(opens(HUNTER.low(), Golden.CELL)).isTrue();
        assertThat(opens(HUNTER.low(), Golden.CELL + 1)).isFalse();
        assertThat(opens(HUNTER.low() + 1, Golden.CELL)).isFalse();
    }

    @Test
    void aPassWithAnyBitChangedIsRefused() {
        issue(passes);
        for (int bit = 0; bit < Passes.BYTES * 8; bit++) {
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThat(verify(Passes.BYTES)).isEqualTo(bit < 64 ? Proof.MALFORMED : Proof.FORGED);
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(verify(Passes.BYTES)).isEqualTo(Proof.VALID);
        assertThat(verify(31)).isEqualTo(Proof.MALFORMED);
    }

    @Test
    void aPassOfTheRehearsalOfTheSameHuntIsForged() {
        issue(new Passes(new Id128(1, 2), Golden.secret(32)));
        assertThat(verify(Passes.BYTES)).isEqualTo(Proof.FORGED);
        issue(new Passes(Golden.HUNT, Golden.secret(33)));
        assertThat(verify(Passes.BYTES)).isEqualTo(Proof.FORGED);
    }

    private void issue(Passes issuer) {
        issuer.issue(memory, 0, HUNTER.high(), HUNTER.low(), Golden.CELL);
    }

    private Proof verify(long length) {
        return passes.verify(memory, 0, length, HUNTER.high(), HUNTER.low());
    }

    private boolean opens(long low, long cell) {
        return passes.opens(memory, 0, Passes.BYTES, HUNTER.high(), low, cell);
    }
}
