package dev.lode.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An object's bytes on their way into a bucket.
class TurnStreamTest {
    private static final int LENGTH = 3 * TurnStream.PORTION + 100;

    private final byte[] object = new byte[LENGTH];
    private final AtomicInteger steps = new AtomicInteger();
    private final TurnStream stream = new TurnStream(object, steps::incrementAndGet);

    TurnStreamTest() {
        new SplittableRandom(1).nextBytes(object);
    }

    @Test
    void aReadGetsAPortionAtMostHoweverMuchItAsksFor() {
        byte[] into = new byte[LENGTH + 2];
        int at = 1;
        for (int portion : new int[] {TurnStream.PORTION, TurnStream.PORTION, TurnStream.PORTION}) {
            assertThat(stream.read(into, at, into.length - at)).isEqualTo(portion);
            at += portion;
        }
        assertThat(stream.read(into, at, into.length - at)).isEqualTo(100);
        assertThat(stream.read(into, 0, 1)).isEqualTo(-1);
        assertThat(Arrays.copyOfRange(into, 1, LENGTH + 1)).isEqualTo(object);
        assertThat(into[LENGTH + 1]).isZero();
    }

    @Test
    void aPauseCanBeMadeBeforeEachPortion() {
        byte[] into = new byte[LENGTH];
        for (int portion = 1; portion <= 4; portion++) {
            assertThat(stream.read(into, 0, LENGTH)).isPositive();
            assertThat(steps).hasValue(portion);
        }
    }

    @Test
    void aReadOfLessThanAPortionGetsWhatItAskedFor() {
        byte[] into = new byte[LENGTH];
        assertThat(stream.read(into, 0, 7)).isEqualTo(7);
        assertThat(stream.available()).isEqualTo(LENGTH - 7);
        assertThat(Arrays.copyOf(into, 7)).isEqualTo(Arrays.copyOf(object, 7));
    }

    @Test
    void anObjectIsSentFromItsStartAgainAfterAReset() {
        byte[] into = new byte[LENGTH];
        assertThat(stream.read(into, 0, LENGTH)).isEqualTo(TurnStream.PORTION);
        stream.reset();
        assertThat(stream.read(into, 0, 100)).isEqualTo(100);
        assertThat(Arrays.copyOf(into, 100)).isEqualTo(Arrays.copyOf(object, 100));
    }

    @Test
    void anEmptyObjectEndsAtOnce() {
        assertThat(new TurnStream(new byte[0]).read(new byte[8], 0, 8)).isEqualTo(-1);
    }
}
