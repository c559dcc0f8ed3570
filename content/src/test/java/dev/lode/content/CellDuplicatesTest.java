package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellDuplicatesTest {
    @TempDir Path temp;

    @Test
    void findsTheSameInOneRunAndInMany() {
        long seed = Long.getLong("lode.seed", 11L);
        for (int sortBytes : new int[] {1 << 10, 1 << 14, 1 << 22}) {
            SplittableRandom random = new SplittableRandom(seed);
            Set<Long> seen = new HashSet<>();
            Set<Long> twice = new TreeSet<>();
            long duplicates = 0;
            try (var places = new CellDuplicates(new TempFiles(temp), sortBytes, 5)) {
                for (int i = 0; i < 20_000; i++) {
                    long place =
                            CellDuplicates.place(
                                    random.nextInt(1 << 24),
                                    random.nextInt(256),
                                    random.nextInt(3));
                    if (random.nextInt(100) == 0) {
                        place = CellDuplicates.place(random.nextInt(9), 255, (1 << 20) - 1);
                    }
                    if (!seen.add(place)) {
                        duplicates++;
                        twice.add(place);
                    }
                    places.add(place);
                }
                assertThat(places.find())
                        .as("lode.seed=%d, %d bytes", seed, sortBytes)
                        .isEqualTo(Set.copyOf(twice.stream().limit(5).toList()));
                assertThat(places.count()).isEqualTo(duplicates);
            }
        }
    }

    @Test
    void findsNothingAmongDifferentPlaces() {
        try (var places = new CellDuplicates(new TempFiles(temp), 1 << 10, 5)) {
            List.of(0L, 5L, 3L, 1L << 52).forEach(places::add);
            assertThat(places.find()).isEmpty();
            assertThat(places.count()).isZero();
        }
    }
}
