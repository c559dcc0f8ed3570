package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.MemoryBudget.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;
    private static final List<Part> PARTS =
            List.of(
                    new Part("heap", 512 * MIB, "-Xmx"),
                    new Part("hunters", 140 * MIB, "node.huntersMax"),
                    new Part("rings", 1, "node.loopInboxBytes"),
                    new Part("index", 2048 * MIB, "fewer hunts"));

    @Test
    void everyPartHasALineAndTheSumIsFirst() {
        assertThat(new MemoryBudget(PARTS, 4096 * MIB, "the machine").lines())
                .containsExactly(
                        "memory: at most 2,701 MiB of 4,096 MiB (the machine)",
                        "memory:     512 MiB  heap (-Xmx)",
                        "memory:     140 MiB  hunters (node.huntersMax)",
                        "memory:       1 MiB  rings (node.loopInboxBytes)",
                        "memory:   2,048 MiB  index (fewer hunts)");
    }

    @Test
    void whatFitsToTheByteIsNotRefused() {
        long total = new MemoryBudget(PARTS, 0, "").total();
        assertThat(new MemoryBudget(PARTS, total, "the machine").refusal()).isEmpty();
        assertThat(new MemoryBudget(PARTS, total - 1, "the machine").refusal()).isPresent();
    }

    @Test
    void aRefusalNamesTheLargestPartsAndWhatToLower() {
        assertThat(new MemoryBudget(PARTS, 1024 * MIB, "node.memoryBytesMax").refusal())
                .hasValue(
                        "the memory budget does not fit: at most 2,701 MiB are needed, 1,024 MiB may"
                                + " be used (node.memoryBytesMax). The largest parts: index 2,048 MiB"
                                + " (bound: fewer hunts); heap 512 MiB (bound: -Xmx); hunters 140 MiB"
                                + " (bound: node.huntersMax); or give the process more memory");
    }
}
