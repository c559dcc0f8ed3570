package dev.lode.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lode.base.memory.BumpArena;
import dev.lode.base.memory.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRecordingTest {
    private static final int SAMPLES = 20;
    private static final long OVERLAY_BYTES = 1 << 20;

    @TempDir Path folder;

    @Test
    void aReplayHasInUseWhatTheRecordedPartsHad() throws IOException, InterruptedException {
        var before = Memory.byOwner();
        MemoryRecording.Recorded run = MemoryRecording.of(folder, 20, 2, OVERLAY_BYTES, 7);
        assertThat(Memory.byOwner()).isEqualTo(before);
        assertThat(run.reads()).isPositive();

        MemoryTrace trace = run.trace();
        long hunters = trace.liveBytes(MemoryTrace.HUNTER);
        assertThat(hunters).isGreaterThanOrEqualTo(64 * 128);
        // Every dig was answered, and one overlay, or two, is still there.
        assertThat(trace.liveBytes(MemoryTrace.DIG)).isZero();
        assertThat(trace.liveBytes(MemoryTrace.READ)).isZero();
        long overlays = trace.liveBytes(MemoryTrace.EVEN) + trace.liveBytes(MemoryTrace.ODD);
        assertThat(overlays).isPositive();

        Path file = folder.resolve("trace");
        trace.write(file);
        assertThat(Files.size(file)).isEqualTo((long) trace.events() * MemoryTrace.EVENT_BYTES);
        var held = new ArrayList<Memory.Use>();
        List<String> lines =
                MemoryReplay.run(
                        file,
                        trace.slots(),
                        SAMPLES,
                        run.digRecordBytes(),
                        run.readBufferBytes(),
                        () -> {
                            held.add(Memory.of(MemoryReplay.HUNTERS));
                            held.add(Memory.of(MemoryReplay.OVERLAY));
                            held.add(Memory.of(MemoryReplay.DIGS));
                        });
        long[] used = trace.usedAt(SAMPLES);
        assertThat(lines).hasSize(SAMPLES);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertThat(lines.get(sample)).startsWith(used[sample] + " ");
        }
        assertThat(used[SAMPLES - 1]).isEqualTo(hunters + overlays);
        assertThat(held.get(0).used()).isEqualTo(hunters);
        // An arena keeps tables that were replaced: of use to nobody, but not given back alone.
        assertThat(held.get(1).used()).isBetween(overlays, overlays + overlays / 2);
        assertThat(held.get(2).used()).isZero();
        assertThat(Memory.byOwner()).isEqualTo(before);
    }

    @Test
    void refusesWhatTheBooksOfAnOverlayDoNotExplain() {
        var books = new OverlayBooks(new MemoryTrace());
        try (var other = new BumpArena(OverlayBooks.OWNER, 1 << 20, 1 << 16)) {
            assertThat(other.allocate(100)).isNotEqualTo(BumpArena.FULL);
            assertThatThrownBy(() -> books.read(-1)).isInstanceOf(BenchFailed.class);
        }
    }

    @Test
    void refusesAReplayThatSkippedAPiece() {
        long[] used = {100, 200, 300};
        MemoryBench.Counted whole =
                MemoryBench.count("it", List.of("100 150", "200 250", "300 350"), used);
        assertThat(whole.waste()).isCloseTo(20, within(1e-9)); // of 200 and 300: 600 over 500
        assertThat(whole.usedBytes()).isEqualTo(250);
        for (List<String> lines :
                List.of(
                        List.of("100 150", "200 250"),
                        List.of("100 150", "200 250", "299 350"),
                        List.of("100 150", "200 190", "300 350"))) {
            assertThatThrownBy(() -> MemoryBench.count("it", lines, used))
                    .isInstanceOf(BenchFailed.class);
        }
    }

    @Test
    void knowsWhatIsInUseBehindEachShareOfATrace() {
        var trace = new MemoryTrace();
        int first = trace.take(MemoryTrace.READ, 1);
        int second = trace.take(MemoryTrace.EVEN, 20);
        trace.resize(first, 300);
        trace.give(first);
        assertThat(trace.take(MemoryTrace.DIG, 4000)).isEqualTo(first);
        trace.give(second);
        trace.give(first);
        assertThat(trace.usedAt(6)).containsExactly(300, 320, 20, 4020, 4000, 0);
        assertThat(trace.usedAt(2)).containsExactly(20, 0);
        assertThat(trace.liveBytes(MemoryTrace.READ)).isZero();
        assertThat(trace.slots()).isEqualTo(2);
    }
}
