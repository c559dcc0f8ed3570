package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.CellRef;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers who read while partitions come, are replaced and go.
class ImportReadersTest {
    private static final int BLOCK = 4096;
    private static final int ROUNDS = 60;
    private static final int[] PARTITIONS = {1, 2, 3};

    @TempDir Path temp;

    @Test
    void neverSeeAWrongAnswer() throws Exception {
        var random = Seeds.random("neverSeeAWrongAnswer", 12);
        var versions = new ArrayList<TestExtent>();
        for (String version : List.of("a", "b", "c")) {
            versions.add(TestExtent.write(temp.resolve(version), version, 2, 40, PARTITIONS));
        }
        var fixture = new ImportFixture();
        var stop = new AtomicBoolean();
        try (var imports = fixture.open(temp.resolve("in"))) {
            var readers = new ArrayList<FutureTask<Integer>>();
            for (int i = 0; i < 3; i++) {
                var seed = random.split();
                var epochs = fixture.epochs;
                readers.add(new FutureTask<>(() -> read(imports, epochs, versions, seed, stop)));
                Thread.ofPlatform().name("reader-" + i).start(readers.getLast());
            }
            for (int round = 0; round < ROUNDS; round++) {
                int partition = PARTITIONS[random.nextInt(PARTITIONS.length)];
                if (random.nextInt(3) == 0) {
                    boolean _ = imports.drop(partition);
                } else {
                    var version = versions.get(random.nextInt(versions.size()));
                    byte[] slice = version.slice(partition, BLOCK);
                    ImportFixture.take(imports, slice);
                }
                int _ = fixture.epochs.reclaim();
            }
            for (int partition : PARTITIONS) {
                ImportFixture.take(imports, versions.getFirst().slice(partition, BLOCK));
            }
            stop.set(true);
            for (var reader : readers) {
                assertThat(reader.get()).as("documents that were read").isPositive();
            }
            assertThat(fixture.epochs.reclaim()).isZero();
        }
    }

    /// Reads at random; every document is one of those that its cell has had.
    private static int read(
            ImportedExtents imports,
            Epochs epochs,
            List<TestExtent> versions,
            SplittableRandom random,
            AtomicBoolean stop) {
        var cells = List.copyOf(versions.getFirst().documents.keySet());
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[TestExtent.LONGEST]);
        int found = 0;
        try (var me = epochs.join(Thread.currentThread().getName())) {
            me.online();
            while (!stop.get() || found == 0) {
                long cell = cells.get(random.nextInt(cells.size()));
                var partition = imports.partition(CellKey.partition(cell));
                if (partition != null && partition.find(0, cell, ref)) {
                    assertThat(ref.cell).isEqualTo(cell);
                    String text = ImportFixture.document(partition, ref, out);
                    assertThat(versions)
                            .anyMatch(version -> text.equals(version.documents.get(cell)));
                    found++;
                }
                me.pass();
            }
        }
        return found;
    }
}
