package dev.lode.base.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KnobRegistryTest {
    private static final Knob<Long> SEGMENT =
            Knob.size("wal.segmentBytes", 128_000_000, 1 << 20, 1L << 31, "why");

    @Test
    void refusesTwoKnobsOfOneName() {
        assertThatThrownBy(() -> KnobRegistry.of(List.of(SEGMENT, SEGMENT)))
                .hasMessageContaining("two knobs are called wal.segmentBytes");
    }

    @Test
    void refusesTwoKnobsOfOneEnvironmentVariable() {
        var other = Knob.count("wal.segment.bytes", 1, 1, 2, "why");
        assertThatThrownBy(() -> KnobRegistry.of(List.of(SEGMENT, other)))
                .hasMessageContaining("two knobs are called LODE_WAL_SEGMENT_BYTES");
    }

    @Test
    void refusesAFormerNameThatIsInUse() {
        var other = Knob.count("wal.count", 1, 1, 2, "why").formerly("wal.segmentBytes");
        assertThatThrownBy(() -> KnobRegistry.of(List.of(SEGMENT, other)))
                .hasMessageContaining("the former name wal.segmentBytes of wal.count is in use");
    }

    @Test
    void refusesADefaultOutsideItsRange() {
        var wrong = Knob.count("wal.count", 3, 1, 2, "why");
        assertThatThrownBy(() -> KnobRegistry.of(List.of(wrong)))
                .hasMessageContaining("the default 3 of wal.count cannot be read: it is too large");
    }

    @Test
    void refusesANameWithoutASectionAndAKnobWithoutAReason() {
        assertThatThrownBy(() -> Knob.count("wal", 1, 1, 2, "why"))
                .hasMessageContaining("section.name");
        assertThatThrownBy(() -> Knob.count("wal.count", 1, 1, 2, " "))
                .hasMessageContaining("no reason");
    }

    @Test
    void sortsByNameAndFindsTheNearest() {
        var registry = KnobRegistry.of(List.of(SEGMENT, Knob.count("edge.port", 1, 1, 2, "why")));
        assertThat(registry.all())
                .extracting(Knob::name)
                .containsExactly("edge.port", "wal.segmentBytes");
        assertThat(registry.nearest("wal.SegmentByte")).contains("wal.segmentBytes");
        assertThat(KnobRegistry.of(List.of()).nearest("x")).isEmpty();
    }

    @Test
    void namesTheVariableAsTheWordsOfTheKnob() {
        assertThat(SEGMENT.environmentName()).isEqualTo("LODE_WAL_SEGMENT_BYTES");
        assertThat(Knob.count("edge.http2Streams", 1, 1, 2, "why").environmentName())
                .isEqualTo("LODE_EDGE_HTTP2_STREAMS");
    }
}
