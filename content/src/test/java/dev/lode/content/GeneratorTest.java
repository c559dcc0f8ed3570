package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.knob.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    @TempDir Path temp;

    @Test
    void makesSoundHuntsOfManyShapes() throws IOException {
        long[][] shapes = {
            {1, 0, 0}, {1, 1, 1}, {500, 3, 2}, {3000, 3000, 3000}, {200, 6000, 100}, {7, 2000, 13}
        };
        for (long[] shape : shapes) {
            Path folder = temp.resolve("%d-%d-%d".formatted(shape[0], shape[1], shape[2]));
            GenerateResult result = generate(folder, shape[0], shape[1], shape[2], 5);
            assertThat(result.rooms()).isEqualTo(shape[0]);
            assertThat(Lint.run(folder, Settings.defaults(), ProgressListener.NONE).text())
                    .isEqualTo(
                            "%d rooms, %d cells, %d keys: nothing found\n"
                                    .formatted(shape[0], shape[1], shape[2]));
        }
    }

    @Test
    void makesBlobsOfAboutAKibibyteThatCompressAsRealOnesDo() throws IOException {
        GenerateResult result = generate(temp.resolve("x"), 10, 2000, 10, 1);
        assertThat(result.plainBytes() / 2000).isBetween(800L, 1300L);
        assertThat((double) result.plainBytes() / result.bytes()).isBetween(1.5, 4.0);
    }

    @Test
    void makesTheSameForTheSameSeed() throws IOException {
        generate(temp.resolve("a"), 20, 500, 10, 1);
        generate(temp.resolve("b"), 20, 500, 10, 1);
        generate(temp.resolve("c"), 20, 500, 10, 2);
        for (String name : new String[] {"hunt.yaml", "rooms.jsonl.lz4", "cells.jsonl.lz4"}) {
            assertThat(temp.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(temp.resolve("b").resolve(name));
            assertThat(
                            Files.mismatch(
                                    temp.resolve("a").resolve(name),
                                    temp.resolve("c").resolve(name)))
                    .isNotNegative();
        }
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        assertThatThrownBy(() -> generate(temp.resolve("a"), 0, 1, 1, 1))
                .hasMessageContaining("1 room at least");
        assertThatThrownBy(() -> generate(temp.resolve("a"), 1, 1, 2, 1))
                .hasMessageContaining("no more keys than cells");
        assertThatThrownBy(() -> generate(temp.resolve("a"), 1, 1L << 40, 2, 1))
                .hasMessageContaining("more rooms");
        generate(temp.resolve("a"), 1, 1, 1, 1);
        assertThatThrownBy(() -> generate(temp.resolve("a"), 1, 1, 1, 1))
                .hasMessageContaining("holds a hunt already");
    }

    private static GenerateResult generate(
            Path folder, long rooms, long cells, long keys, long seed) throws IOException {
        return Generator.run(
                new GenerateRequest(folder, "made", rooms, cells, keys, seed, Settings.defaults()),
                ProgressListener.NONE);
    }
}
