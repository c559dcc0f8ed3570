package dev.lode.node.footing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import org.junit.jupiter.api.Test;

class LoopThreadTest {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final int TIMES = 500;

    @Test
    void aStopThatComesBetweenLookAndSleepIsNotSleptThrough() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            var loop = new LoopThread();
            var looked = new CountDownLatch(1);
            loop.start(
                    "loop",
                    () -> {
                        looked.countDown();
                        while (!loop.isStopping()) {
                            Thread.onSpinWait();
                        }
                        loop.beforeSleep();
                        loop.sleep();
                        loop.afterSleep();
                    });
            looked.await();
            assertThat(loop.stop(WAIT_MAX)).as("time %d", i).isTrue();
        }
    }

    @Test
    void workIsFoundThoughTheLoopSleepsInBetween() throws Exception {
        var loop = new LoopThread();
        Queue<Integer> work = new ConcurrentLinkedQueue<>();
        var done = new Exchanger<Integer>();
        loop.start(
                "loop",
                () -> {
                    while (!loop.isStopping()) {
                        Integer one = work.poll();
                        if (one == null) {
                            loop.beforeSleep();
                            if (work.isEmpty()) {
                                loop.sleep();
                            }
                            loop.afterSleep();
                        } else {
                            exchange(done, one);
                        }
                    }
                });
        for (int i = 0; i < TIMES; i++) {
            work.add(i);
            loop.wake();
            assertThat(exchange(done, -1)).isEqualTo(i);
        }
        assertThat(loop.stop(WAIT_MAX)).isTrue();
    }

    @Test
    void oneThatWasNotBegunHasEnded() {
        assertThat(new LoopThread().stop(WAIT_MAX)).isTrue();
    }

    private static Integer exchange(Exchanger<Integer> with, Integer value) {
        try {
            return with.exchange(value);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
