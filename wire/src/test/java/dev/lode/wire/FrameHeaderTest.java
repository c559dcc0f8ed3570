package dev.lode.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers at their bounds, replies, and numbers that stand for words.
class FrameHeaderTest {
    private final MemorySegment frame = MemorySegment.ofArray(new byte[256]);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_767, 32_768, 65_535})
    void sixteenBitFieldsAreUnsigned(int number) {
        FrameHeader.begin(frame, 3, FrameType.DIG, DigFrame.BYTES);
        frame.set(Layouts.I16, 3 + FrameHeader.PARTITION, (short) number);
        frame.set(Layouts.I16, 3 + FrameHeader.LINK, (short) number);
        assertThat(FrameHeader.partition(frame, 3)).isEqualTo(number);
        assertThat(FrameHeader.link(frame, 3)).isEqualTo(number);
        assertThat(FrameHeader.type(frame, 3)).isEqualTo(FrameType.DIG);
        assertThat(FrameHeader.length(frame, 3)).isEqualTo(DigFrame.BYTES);
    }

    @Test
    void aBegunFrameKeepsNothingOfTheOneBefore() {
        frame.fill((byte) 0xFF);
        FrameHeader.begin(frame, 0, FrameType.LOOK, FrameHeader.BYTES);
        assertThat(FrameHeader.session(frame, 0)).isZero();
        assertThat(FrameHeader.hunt(frame, 0)).isEqualTo(Id128.ZERO);
        assertThat(FrameHeader.epoch(frame, 0)).isZero();
        assertThat(frame.get(Layouts.I8, FrameHeader.BYTES)).isEqualTo((byte) 0xFF);
    }

    @Test
    void aReplyKeepsTheAddressesAndNothingElse() {
        FrameHeader.begin(frame, 0, FrameType.HELLO, 200);
        frame.set(Layouts.I8, FrameHeader.FLAGS, HelloFrame.WITH_PROOF);
        frame.set(Layouts.I16, FrameHeader.LINK, (short) 9);
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) -1);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, -7);
        frame.set(Layouts.I64, FrameHeader.SESSION, 8);
        new Id128(1, 2).write(frame, FrameHeader.HUNT);
        new Id128(3, 4).write(frame, FrameHeader.HUNTER);
        MemorySegment reply = MemorySegment.ofArray(new byte[200]);

        FrameHeader.reply(reply, 5, FrameType.REFUSED, 72, Status.FAILED, frame, 0);
        assertThat(FrameHeader.type(reply, 5)).isEqualTo(FrameType.REFUSED);
        assertThat(FrameHeader.length(reply, 5)).isEqualTo(72);
        assertThat(FrameHeader.status(reply, 5)).isEqualTo(Status.FAILED);
        assertThat(FrameHeader.link(reply, 5)).isZero();
        assertThat(reply.get(Layouts.I8, 5 + FrameHeader.FLAGS)).isZero();
        assertThat(FrameHeader.partition(reply, 5)).isEqualTo(65_535);
        assertThat(FrameHeader.correlation(reply, 5)).isEqualTo(-7);
        assertThat(FrameHeader.session(reply, 5)).isEqualTo(8);
        assertThat(FrameHeader.hunt(reply, 5)).isEqualTo(new Id128(1, 2));
        assertThat(FrameHeader.hunter(reply, 5)).isEqualTo(new Id128(3, 4));

        FrameHeader.reply(frame, 0, FrameType.PLACE, 144, Status.OK, frame, 0);
        assertThat(FrameHeader.correlation(frame, 0)).as("in place").isEqualTo(-7);
    }

    @Test
    void numbersOfWordsAreFixedForEver() {
        for (Status status : Status.values()) {
            assertThat(Status.of(status.code())).isEqualTo(status);
        }
        assertThat(Status.of(65_535)).isEqualTo(Status.FAILED);
        assertThat(Status.of(-1)).isEqualTo(Status.FAILED);
        for (ClaimResult result : ClaimResult.values()) {
            assertThat(ClaimResult.of(result.code())).isEqualTo(result);
        }
        for (HuntState state : HuntState.values()) {
            assertThat(HuntState.of(state.code())).isEqualTo(state);
        }
        for (int wrong : new int[] {-1, 0, 7, 255}) {
            assertThatThrownBy(() -> ClaimResult.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> HuntState.of(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSettledHuntStaysSettledAndEveryOtherCanBeStopped() {
        for (HuntState state : HuntState.values()) {
            assertThat(state.canBecome(state)).isFalse();
            assertThat(HuntState.SETTLED.canBecome(state)).isFalse();
            assertThat(state.canBecome(HuntState.DRAFT)).isFalse();
        }
        assertThat(Arrays.stream(HuntState.values()).filter(s -> s.canBecome(HuntState.OPEN)))
                .containsExactly(HuntState.SEALED, HuntState.PAUSED, HuntState.FROZEN);
    }

    @Test
    void recordsOfEventsAreMultiplesOfEight() {
        for (int prize = 0; prize < 70; prize++) {
            assertThat(EventsFrame.recordBytes(prize) % 8).isZero();
            assertThat(EventsFrame.recordBytes(prize) - EventsFrame.RECORD_BYTES - prize)
                    .isBetween(0, 7);
        }
    }
}
