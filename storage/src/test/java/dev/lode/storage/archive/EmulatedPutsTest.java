package dev.lode.storage.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.archive.ArchiveStore.Put;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two writers of one name over a store that cannot write conditionally, in every order that
/// matters.
final class EmulatedPutsTest {
    private static final String NAME = "piece";
    private static final byte[] MINE = "mine".getBytes(UTF_8);
    private static final byte[] THEIRS = "theirs, longer".getBytes(UTF_8);

    /// A store in memory; between two of its calls somebody else may act.
    private static final class Memory implements ArchiveStore {
        private final Map<String, byte[]> objects = new HashMap<>();
        private final Deque<Runnable> between = new ArrayDeque<>();

        private void turn() {
            Runnable next = between.poll();
            if (next != null) {
                next.run();
            }
        }

        @Override
        public Put putIfAbsent(String name, byte[] bytes) {
            throw new AssertionError("it cannot");
        }

        @Override
        public void put(String name, byte[] bytes) {
            turn();
            objects.put(name, bytes.clone());
        }

        @Override
        public byte @Nullable [] get(String name, int bytesMax) {
            turn();
            byte[] object = objects.get(name);
            return object == null ? null : Arrays.copyOf(object, Math.min(object.length, bytesMax));
        }

        @Override
        public List<String> list(String prefix, String after) {
            return List.of();
        }

        @Override
        public String place() {
            return "memory";
        }

        @Override
        public void close() {}
    }

    private final Memory store = new Memory();
    private final EmulatedPuts puts = new EmulatedPuts(store);

    private static void nothing() {}

    private void write() {
        store.objects.put(NAME, THEIRS);
    }

    @Test
    void ofTwoWritersOneAfterTheOtherTheFirstWins() throws IOException {
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.STORED);
        assertThat(puts.putIfAbsent(NAME, THEIRS)).isEqualTo(Put.EXISTS);
        assertThat(store.objects.get(NAME)).isEqualTo(MINE);
    }

    @Test
    void whoIsOverwrittenBeforeReadingBackKnowsThatItLost() throws IOException {
        store.between.addAll(
                List.of(
                        EmulatedPutsTest::nothing,
                        EmulatedPutsTest::nothing,
                        this::write)); // look, write, read back
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.EXISTS);
        assertThat(store.objects.get(NAME)).isEqualTo(THEIRS);
    }

    @Test
    void whoOverwritesAnotherReadsBackItsOwn() throws IOException {
        store.between.addAll(
                List.of(EmulatedPutsTest::nothing, this::write)); // between look and write
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.STORED);
        assertThat(store.objects.get(NAME)).isEqualTo(MINE);
    }

    /// The moment that stays open: docs/decisions/0007-archive.md.
    @Test
    void whoIsOverwrittenAfterReadingBackDoesNotKnow() throws IOException {
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.STORED);
        write();
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.EXISTS);
    }

    @Test
    void anObjectThatIsCutOffOrLongerIsNotOnesOwn() throws IOException {
        store.between.addAll(
                List.of(
                        EmulatedPutsTest::nothing,
                        EmulatedPutsTest::nothing,
                        () -> store.objects.put(NAME, "mine too".getBytes(UTF_8))));
        assertThat(puts.putIfAbsent(NAME, MINE)).isEqualTo(Put.EXISTS);
    }
}
