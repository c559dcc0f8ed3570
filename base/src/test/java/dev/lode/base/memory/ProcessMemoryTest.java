package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void theNumbersAreReadFromWhatTheSystemWrites() {
        String rollup =
                """
                562a6895c000-7ffcad4cb000 ---p 00000000 00:00 0                          [rollup]
                Rss:                1752 kB
                Anonymous:           112 kB
                AnonHugePages:      2048 kB
                FilePmdMapped:         4 kB
                Swap:                  8 kB
                """;
        String stat = "4711 (a (b) c d) S 1 1 1 0 -1 4194560 1201 77 13 99 0 0";
        assertThat(ProcessMemory.parse(rollup, stat))
                .isEqualTo(
                        new ProcessMemory(
                                1752 << 10, 112 << 10, 2 << 20, 4 << 10, 8 << 10, 1201, 13));
    }

    @Test
    void aLineThatIsNotThereCountsAsNothing() {
        var memory = ProcessMemory.parse("Rss: 4 kB\n", "1 (x) S 1 1 1 0 -1 0 5 0 6 0 0 0");
        assertThat(memory).isEqualTo(new ProcessMemory(4096, 0, 0, 0, 0, 5, 6));
    }

    @Test
    void thisProcessHasMemoryWhereTheSystemSaysSo() {
        var memory = ProcessMemory.ofThis();
        assertThat(memory.isPresent()).isEqualTo(Files.exists(Path.of("/proc/self/smaps_rollup")));
        memory.ifPresent(now -> {
            assertThat(now.resident()).isGreaterThan(now.anonymous());
            assertThat(now.minorFaults()).isPositive();
        });
    }

    @Test
    void aProcessThatIsNotThereHasNone() {
        assertThat(ProcessMemory.of(Long.MAX_VALUE)).isEmpty();
    }
}
