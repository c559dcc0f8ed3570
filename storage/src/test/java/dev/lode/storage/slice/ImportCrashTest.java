package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.Seeds;
import dev.lode.storage.faulty.FaultyDisk;
import dev.lode.storage.faulty.Killed;
import dev.lode.storage.faulty.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Imports on a disk that loses power, and by a process that is killed, at every step: a partition
/// is as it was or as it was to be.
class ImportCrashTest {
    private static final int BLOCK = 4096;
    private static final int VARIANTS = 3;

    @TempDir Path temp;
    private TestExtent one = TestExtent.NONE;
    private TestExtent two = TestExtent.NONE;
    private ImportFixture fixture = new ImportFixture(1 << 16, BLOCK);

    @BeforeEach
    void writeExtents() throws IOException {
        one = TestExtent.write(temp.resolve("one"), "one", 2, 60, 3, 77);
        two = TestExtent.write(temp.resolve("two"), "two", 2, 60, 77);
    }

    /// With checkpoints each block is forced before; without, the end alone forces it.
    @ParameterizedTest
    @ValueSource(longs = {BLOCK, 1 << 30})
    void leavesAPartitionAsItWasOrWholeWhereverThePowerFails(long checkpointBytes)
            throws IOException {
        fixture = new ImportFixture(1 << 16, checkpointBytes);
        long seed =
                Seeds.random("leavesAPartitionAsItWasOrWholeWhereverThePowerFails", 11).nextLong();
        var disk = FaultyDisk.over(Files.createDirectory(temp.resolve("disk")));
        int[] promised = new int[3];
        try (var imports = fixture.open(disk.root().resolve("in"))) {
            ImportFixture.take(imports, one.slice(77, BLOCK));
            promised[0] = disk.changes();
            ImportFixture.take(imports, two.slice(77, BLOCK));
            promised[1] = disk.changes();
            assertThat(imports.drop(77)).isTrue();
            promised[2] = disk.changes();
            fixture.epochs.reclaim();
        }
        int[] seen = new int[3];
        disk.crashes(seed, VARIANTS)
                .forEach(state -> {
                    try {
                        Path again = Files.createTempDirectory(temp, "crash");
                        Path in = state.materialise(again).resolve("in");
                        int found = stateOf(in);
                        seen[found]++;
                        int at = state.changes();
                        assertThat(allowed(found, at, promised))
                                .as("%s: state %d", state, found)
                                .isTrue();
                    } catch (IOException e) {
                        throw new AssertionError(state.toString(), e);
                    }
                });
        assertThat(seen).as("states without it, with the first, with the second").doesNotContain(0);
    }

    @Test
    void leavesAPartitionAsItWasOrWholeWhereverItsProcessIsKilled() throws IOException {
        Path whole = Files.createDirectory(temp.resolve("whole"));
        int changes = changesOfAnImport(FaultyDisk.over(whole));
        assertThat(changes).isGreaterThan(10);
        for (int n = 0; n < changes; n++) {
            Path folder = Files.createDirectory(temp.resolve("killed-" + n));
            var disk = FaultyDisk.over(folder);
            disk.killAfter(n);
            try {
                changesOfAnImport(disk);
            } catch (Killed e) {
                // As it was told.
            }
            Path in = folder.resolve("in");
            int found = stateOf(in);
            assertThat(found).as("killed after %d changes", n).isLessThan(2);
            try (var imports = fixture.open(in)) {
                if (found == 0) {
                    var reader = SliceReader.open("test", TestExtent.channel(one.slice(77, BLOCK)));
                    resume(imports, reader);
                }
                ImportFixture.mustServe(imports, 77, one.of(77));
            }
        }
    }

    @Test
    void leavesAPartitionAsItWasOrWholeWhateverTheDiskRefuses() throws IOException {
        var probe = FaultyDisk.over(Files.createDirectory(temp.resolve("probe")));
        int[] calls = new int[2];
        Op[] kinds = {Op.WRITE, Op.FORCE};
        try (var imports = fixture.open(probe.root().resolve("in"))) {
            ImportFixture.take(imports, one.slice(77, BLOCK));
            calls[0] = -probe.count(Op.WRITE);
            calls[1] = -probe.count(Op.FORCE);
            ImportFixture.take(imports, two.slice(77, BLOCK));
            calls[0] += probe.count(Op.WRITE);
            calls[1] += probe.count(Op.FORCE);
        }
        for (int kind = 0; kind < kinds.length; kind++) {
            assertThat(calls[kind]).isGreaterThan(3);
            for (int call = 0; call < calls[kind]; call++) {
                String name = kinds[kind] + "-" + call;
                var disk = FaultyDisk.over(Files.createDirectory(temp.resolve(name)));
                Path in = disk.root().resolve("in");
                boolean done;
                try (var imports = fixture.open(in)) {
                    ImportFixture.take(imports, one.slice(77, BLOCK));
                    disk.fail(kinds[kind], call, FaultyDisk.BROKEN);
                    done = takes(imports, two.slice(77, BLOCK));
                    fixture.epochs.reclaim();
                    ImportFixture.mustServe(imports, 77, done ? two.of(77) : one.of(77));
                }
                int found = stateOf(in);
                assertThat(found).as("after %s failed", name).isBetween(done ? 2 : 1, 2);
            }
        }
    }

    private static boolean takes(ImportedExtents imports, byte[] slice) {
        try {
            ImportFixture.take(imports, slice);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnOnceThereIsRoom() throws IOException {
        var disk = FaultyDisk.over(Files.createDirectory(temp.resolve("full")));
        Path in = disk.root().resolve("in");
        byte[] slice = one.slice(77, BLOCK);
        try (var imports = fixture.open(in)) {
            ImportFixture.take(imports, one.slice(3, BLOCK));
            disk.leaveRoom(slice.length / 2);
            assertThatThrownBy(() -> ImportFixture.take(imports, slice))
                    .hasMessageContaining("no room left for partition 77")
                    .hasMessageContaining("import it again");
            ImportFixture.mustServe(imports, 3, one.of(3));
            ImportFixture.mustServe(imports, 77, Map.of());
            disk.leaveRoom(1L << 30);
            resume(imports, SliceReader.open("test", TestExtent.channel(slice)));
            ImportFixture.mustServe(imports, 77, one.of(77));
        }
    }

    /// 0 without the partition, 1 with the first version of it, 2 with the second.
    private int stateOf(Path in) throws IOException {
        if (!ImportedExtents.is(in)) {
            return 0;
        }
        try (var imports = fixture.open(in)) {
            if (imports.partition(77) == null) {
                ImportFixture.mustServe(imports, 77, Map.of());
                return 0;
            }
            boolean first = imports.header(77).orElseThrow().equals(header(one));
            ImportFixture.mustServe(imports, 77, first ? one.of(77) : two.of(77));
            return first ? 1 : 2;
        }
    }

    private static boolean allowed(int found, int at, int[] promised) {
        return switch (found) {
            case 0 -> at < promised[0] || at >= promised[1];
            case 1 -> at < promised[1];
            default -> at >= promised[0] && at < promised[2];
        };
    }

    private static SliceHeader header(TestExtent of) throws IOException {
        try (var source = of.open(77, BLOCK)) {
            return source.header();
        }
    }

    private int changesOfAnImport(FaultyDisk disk) throws IOException {
        var imports = fixture.open(disk.root().resolve("in"));
        ImportFixture.take(imports, one.slice(77, BLOCK));
        int changes = disk.changes();
        imports.close();
        return changes;
    }

    private void resume(ImportedExtents imports, SliceReader fromTheStart) throws IOException {
        SliceHeader header = fromTheStart.header();
        try (var part = imports.begin(header)) {
            byte[] slice = one.slice(77, BLOCK);
            int at = (int) part.position();
            byte[] rest = java.util.Arrays.copyOfRange(slice, at, slice.length);
            part.take(
                    "test",
                    SliceReader.resume(
                            "test", TestExtent.channel(rest), header, part.block(), part.hash()));
        }
    }
}
