package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class PinsTest {
    @Test
    void aPinIsFoundUntilItIsTakenAway() {
        Pins pins = Pins.NONE.with(7, 3).with(65_535, 65_535).with(0, 32_768).with(7, 32_767);
        assertThat(pins.size()).isEqualTo(3);
        assertThat(pins.node(7)).isEqualTo(32_767);
        assertThat(pins.node(65_535)).isEqualTo(65_535);
        assertThat(pins.node(0)).isEqualTo(32_768);
        assertThat(pins.node(8)).isEqualTo(PartitionEntry.NONE);
        assertThat(pins.without(7).node(7)).isEqualTo(PartitionEntry.NONE);
        assertThat(pins.without(8)).isSameAs(pins);
        assertThat(pins.without(0).without(7).without(65_535)).isEqualTo(Pins.NONE);
    }

    @Test
    void everyIdSurvivesTheCodec() {
        Pins pins =
                Pins.NONE.with(0, 0).with(32_767, 65_535).with(32_768, 32_767).with(65_535, 32_768);
        assertThat(Pins.decode(MemorySegment.ofArray(pins.encode())))
                .isEqualTo(pins)
                .hasSameHashCodeAs(pins);
    }

    @Test
    void bytesThatAreNoPinsAreRefused() {
        assertThatThrownBy(() -> Pins.decode(MemorySegment.ofArray(new byte[3])))
                .hasMessageContaining("3 bytes are no pins");
        assertThatThrownBy(() -> Pins.decode(MemorySegment.ofArray(new byte[8])))
                .hasMessageContaining("0 follows 0");
        assertThatThrownBy(() -> Pins.NONE.with(65_536, 0)).hasMessageContaining("65536");
        assertThatThrownBy(() -> Pins.NONE.with(0, -1)).hasMessageContaining("-1");
    }
}
