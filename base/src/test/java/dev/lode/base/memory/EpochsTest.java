package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What is retired is closed when nobody can have it in hand, and not before. Again by
/// `-Dlode.seed=N`.
class EpochsTest {
    private static final int STEPS = 200_000;
    private static final int SWAPS = 20_000;

    private final Epochs epochs = new Epochs();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void withoutParticipantsItIsClosedAtOnce() {
        retire();
        assertThat(closed).hasValue(0);
        assertThat(epochs.reclaim()).isZero();
        assertThat(closed).hasValue(1);
    }

    @Test
    void itWaitsForEachWhoIsOnlineAndForNobodyElse() {
        var loop = epochs.join("loop");
        var pool = epochs.join("pool");
        epochs.join("asleep");
        loop.online();
        pool.online();
        retire();
        assertThat(epochs.reclaim()).isEqualTo(1);
        assertThat(epochs.holding()).isEqualTo("loop, pool");
        loop.pass();
        assertThat(epochs.reclaim()).isEqualTo(1);
        assertThat(epochs.holding()).isEqualTo("pool");
        pool.offline();
        assertThat(epochs.reclaim()).isZero();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aPassBeforeTheRetirementDoesNotCount() {
        var loop = epochs.join("loop");
        loop.online();
        loop.pass();
        retire();
        assertThat(epochs.reclaim()).isEqualTo(1);
        loop.pass();
        retire();
        assertThat(epochs.reclaim()).isEqualTo(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void whoLeavesIsNotWaitedFor() {
        var loop = epochs.join("loop");
        loop.online();
        retire();
        loop.close();
        assertThat(epochs.reclaim()).isZero();
    }

    @Test
    void whatFailsToCloseDoesNotKeepTheOthers() {
        epochs.retire(() -> {
            throw new IllegalStateException("a test's trouble");
        });
        retire();
        assertThat(epochs.reclaim()).isZero();
        assertThat(closed).hasValue(1);
    }

    /// Every interleaving of the calls of three readers and a writer is as in a model that knows
    /// what each reader has in hand.
    @Test
    void nothingIsClosedInAnyReadersHandsAndAllIsClosedInTheEnd() {
        long seed = Long.getLong("lode.seed", new SplittableRandom().nextLong());
        System.out.println("-Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        var readers = new ArrayList<Epochs.Participant>();
        var hands = new ArrayList<Set<Integer>>();
        var online = new boolean[3];
        for (int i = 0; i < 3; i++) {
            readers.add(epochs.join("reader " + i));
            hands.add(new HashSet<>());
        }
        var gone = new HashSet<Integer>();
        int current = 0;
        for (int step = 0; step < STEPS; step++) {
            int who = random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0 -> {
                    if (!online[who]) {
                        readers.get(who).online();
                        online[who] = true;
                    }
                }
                case 1 -> {
                    hands.get(who).clear();
                    readers.get(who).offline();
                    online[who] = false;
                }
                case 2 -> {
                    if (online[who]) {
                        hands.get(who).clear();
                        readers.get(who).pass();
                    }
                }
                case 3 -> {
                    if (online[who]) {
                        hands.get(who).add(current);
                    }
                }
                case 4 -> {
                    int old = current++;
                    epochs.retire(() -> gone.add(old));
                }
                default -> epochs.reclaim();
            }
            for (Set<Integer> hand : hands) {
                // Of two sets the second is walked through: the small one.
                assertThat(Collections.disjoint(gone, hand)).isTrue();
            }
        }
        readers.forEach(Epochs.Participant::close);
        assertThat(epochs.reclaim()).isZero();
        assertThat(gone).hasSize(current);
    }

    /// Real threads, real reordering: each follows a pointer that the writer replaces, and looks
    /// whether it was closed under its eyes.
    @Test
    void threadsNeverSeeTheirOwnClosed() throws InterruptedException {
        var current = new AtomicReference<>(new Thing());
        var done = new AtomicBoolean();
        var wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean sleepy = i == 0;
            var participant = epochs.join("reader " + i);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> read(participant, current, done, wrong, sleepy)));
        }
        for (int swap = 0; swap < SWAPS; swap++) {
            Thing old = current.getAndSet(new Thing());
            epochs.retire(() -> old.open = false);
            epochs.reclaim();
        }
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(epochs.reclaim()).isZero();
    }

    private static void read(
            Epochs.Participant participant,
            AtomicReference<Thing> current,
            AtomicBoolean done,
            AtomicInteger wrong,
            boolean sleepy) {
        participant.online();
        while (!done.get()) {
            Thing thing = current.getOpaque();
            for (int look = 0; look < 20; look++) {
                if (!thing.open) {
                    wrong.incrementAndGet();
                }
            }
            if (sleepy) {
                participant.offline();
                Thread.onSpinWait();
                participant.online();
            } else {
                participant.pass();
            }
        }
        participant.close();
    }

    private static final class Thing {
        volatile boolean open = true;
    }

    private void retire() {
        epochs.retire(closed::incrementAndGet);
    }
}
