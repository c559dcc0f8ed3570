package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The bounded ring: order, bounds, refusals, and many writers at once.
class FrameRingTest {
    private static final int CAPACITY = 4096;

    private final OffHeap memory = OffHeap.of("test.ring");
    private final FrameRing ring = new FrameRing(memory, CAPACITY);

    @AfterEach
    void giveBack() {
        memory.close();
    }

    @Test
    void framesComeOutAsTheyWentInButForTheTag() {
        byte[] bytes = new byte[37];
        new SplittableRandom(1).nextBytes(bytes);
        assertThat(ring.offer(MemorySegment.ofArray(bytes), 3, 30, 0xFFFE)).isTrue();

        int read =
                ring.drain(
                        (frame, offset, length) -> {
                            assertThat(length).isEqualTo(30);
                            byte[] out = frame.asSlice(offset, length).toArray(Layouts.I8);
                            byte[] in = Arrays.copyOfRange(bytes, 3, 33);
                            in[6] = (byte) 0xFE;
                            in[7] = (byte) 0xFF;
                            assertThat(out).isEqualTo(in);
                        },
                        10);
        assertThat(read).isEqualTo(1);
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.used()).isZero();
    }

    @Test
    void aFullRingRefusesAndOverwritesNothing() {
        int taken = 0;
        while (offer(taken, 56)) {
            taken++;
        }
        assertThat(taken).isEqualTo(CAPACITY / 64);
        assertThat(ring.used()).isEqualTo(CAPACITY);
        var numbers = new ArrayList<Integer>();
        ring.drain((frame, offset, _) -> numbers.add(frame.get(Layouts.I32, offset)), 1000);
        assertThat(numbers).hasSize(taken).isSorted().startsWith(0);
    }

    @Test
    void theLongestFrameAlwaysFitsIntoAnEmptyRing() {
        int longest = ring.frameBytesMax();
        for (int start = 0; start < CAPACITY; start += 8) {
            assertThat(offer(1, longest)).as("at %d", start).isTrue();
            assertThat(ring.drain((_, _, _) -> {}, 10)).isEqualTo(1);
            assertThat(offer(2, 8)).isTrue(); // moves the start on by 16
            assertThat(ring.drain((_, _, _) -> {}, 10)).isEqualTo(1);
        }
    }

    @Test
    void framesThatCanNeverFitAreRefusedAloud() {
        MemorySegment frame = MemorySegment.ofArray(new byte[CAPACITY]);
        assertThatThrownBy(() -> ring.offer(frame, 0, ring.frameBytesMax() + 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 to 1016 bytes");
        assertThatThrownBy(() -> ring.offer(frame, 0, 7, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameRing(memory, 5000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFrameThatLiesOutsideItsMemoryLeavesTheRingSound() {
        MemorySegment small = MemorySegment.ofArray(new byte[16]);
        assertThatThrownBy(() -> ring.offer(small, 0, 64, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(offer(5, 8)).isTrue();
        var numbers = new ArrayList<Integer>();
        ring.drain((frame, offset, _) -> numbers.add(frame.get(Layouts.I32, offset)), 10);
        assertThat(numbers).containsExactly(5);
    }

    @Test
    void aReaderThatThrowsLosesItsFrameAlone() {
        offer(1, 8);
        offer(2, 8);
        assertThatThrownBy(() ->
                        ring.drain(
                                (_, _, _) -> {
                                    throw new IllegalStateException("reader");
                                },
                                10))
                .hasMessage("reader");
        var numbers = new ArrayList<Integer>();
        ring.drain((frame, offset, _) -> numbers.add(frame.get(Layouts.I32, offset)), 10);
        assertThat(numbers).containsExactly(2);
    }

    @Test
    void noMoreFramesAreReadThanAskedFor() {
        for (int i = 0; i < 10; i++) {
            offer(i, 8);
        }
        assertThat(ring.drain((_, _, _) -> {}, 4)).isEqualTo(4);
        assertThat(ring.drain((_, _, _) -> {}, 100)).isEqualTo(6);
    }

    @Test
    void framesOfManyWritersArriveWholeOnceAndInEachWritersOrder() throws Exception {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("framesOfManyWriters -Dlode.seed=" + seed);
        int writers = 3;
        int each = 8_000;
        var full = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                var random = new SplittableRandom(seed + writer);
                                var frame = MemorySegment.ofArray(new byte[1016]);
                                for (int n = 0; n < each; ) {
                                    int length = 16 + random.nextInt(200);
                                    frame.asSlice(8, length - 8).fill((byte) n);
                                    frame.set(Layouts.I32, 0, n);
                                    if (ring.offer(frame, 0, length, writer)) {
                                        n++;
                                    } else {
                                        full.incrementAndGet();
                                        LockSupport.parkNanos(1); // lets the other side run
                                    }
                                }
                            }));
        }
        int[] next = new int[writers];
        int read = 0;
        FrameRing.Reader reader =
                (frame, offset, length) -> {
                    int writer = frame.get(Layouts.I16, offset + 6);
                    int n = frame.get(Layouts.I32, offset);
                    if (n != next[writer]) {
                        throw new AssertionError(writer + ": " + n + " after " + next[writer]);
                    }
                    next[writer]++;
                    for (long i = 8; i < length; i++) {
                        if (frame.get(Layouts.I8, offset + i) != (byte) n) {
                            throw new AssertionError("torn frame " + n + " of " + writer);
                        }
                    }
                };
        while (read < writers * each) {
            int now = ring.drain(reader, 64);
            read += now;
            if (now == 0) {
                LockSupport.parkNanos(1); // lets the other side run
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(next).containsOnly(each);
        assertThat(ring.isEmpty()).isTrue();
    }

    private boolean offer(int number, int length) {
        MemorySegment frame = MemorySegment.ofArray(new byte[length]);
        frame.set(Layouts.I32, 0, number);
        return ring.offer(frame, 0, length, 7);
    }
}
