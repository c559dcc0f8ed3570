package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.storage.faulty.CrashState;
import dev.lode.storage.faulty.FaultyDisk;
import dev.lode.storage.faulty.Killed;
import dev.lode.storage.faulty.Op;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pack is made over an older one while power fails, the process is killed and the disk is bad,
/// at every step: its name holds the old pack or the new one, bit for bit.
class PackCrashTest {
    private static final long SEED = Long.getLong("lode.seed", 1);
    private static final int VARIANTS = 18;
    private static final int RUN_CELLS = 150;
    private static final int TRIED_EACH = 24;
    private static final String NAME = "world.lode";

    @TempDir Path folder;
    private Path real = Path.of("");
    private byte[] before = {};
    private byte[] after = {};
    private final TestHunt hunt = TestHunt.random(new SplittableRandom(2), 40, 900, 20);

    @BeforeEach
    void packTheOldOne() throws IOException {
        real = Files.createDirectory(folder.resolve("disk"));
        hunt.pack(real.resolve(NAME));
        after = Files.readAllBytes(real.resolve(NAME));
        TestHunt.random(new SplittableRandom(3), 5, 50, 2).pack(real.resolve(NAME));
        before = Files.readAllBytes(real.resolve(NAME));
    }

    @Test
    void powerMayFailAtAnyStep() throws IOException {
        var disk = FaultyDisk.over(real);
        pack(disk.root());
        int promised = disk.changes();
        var seen = new HashSet<Long>();
        int oldOnes = 0;
        for (CrashState state : (Iterable<CrashState>) disk.crashes(SEED, VARIANTS)::iterator) {
            byte[] found = state.bytes(NAME);
            boolean isNew = Arrays.equals(found, after);
            if (!isNew && (!Arrays.equals(found, before) || state.changes() == promised)) {
                fail("%s holds neither the old nor the new pack %s", NAME, state);
            }
            oldOnes += isNew ? 0 : 1;
            if (seen.add(state.fingerprint()) && seen.size() % TRIED_EACH == 0) {
                mustPackAgain(state);
            }
        }
        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(oldOnes).isPositive();
    }

    @Test
    void theProcessMayBeKilledAtAnyStep() throws IOException {
        byte[] found = before;
        for (int changes = 0; !Arrays.equals(found, after); changes++) {
            var disk = FaultyDisk.over(real);
            disk.killAfter(changes);
            try {
                pack(disk.root());
            } catch (Killed | IOException | IllegalStateException e) {
                assertThat(Killed.in(e)).as("killed after %d changes: %s", changes, e).isTrue();
            }
            found = Files.readAllBytes(real.resolve(NAME));
            if (!Arrays.equals(found, after)) {
                assertThat(found).as("killed after %d changes", changes).isEqualTo(before);
            }
        }
        mustPackAgain(real, "killed behind the rename");
    }

    @Test
    void aSortThatWasEndedGoesOnFromWhateverPowerLossLeaves() throws IOException {
        var disk = FaultyDisk.over(real);
        sortAndPack(disk.root(), new ArrayList<>());
        var seen = new HashSet<Long>();
        var takenUp = new TreeSet<Integer>();
        for (CrashState state : (Iterable<CrashState>) disk.crashes(SEED, VARIANTS)::iterator) {
            if (seen.add(state.fingerprint()) && seen.size() % TRIED_EACH == 0) {
                Path again = state.materialise(folder.resolve("after-" + state.fingerprint()));
                var said = new ArrayList<String>();
                takenUp.add(sortAndPack(again, said));
                assertThat(Files.readAllBytes(again.resolve(NAME)))
                        .as("%s, %s", state, said)
                        .isEqualTo(after);
                assertThat(names(again)).as(state.toString()).containsExactly(NAME);
                Files.delete(again.resolve(NAME));
            }
        }
        assertThat(takenUp).as("cells that were taken up").hasSizeGreaterThan(1).contains(0);
    }

    @Test
    void everyCallMayFail() throws IOException {
        for (Op op : Op.values()) {
            boolean failed = true;
            for (int skipped = 0; failed; skipped++) {
                failed = failsOrPacks(op, skipped);
            }
        }
    }

    /// @return whether the call failed
    private boolean failsOrPacks(Op op, int skipped) throws IOException {
        Files.write(real.resolve(NAME), before);
        var disk = FaultyDisk.over(real);
        disk.fail(op, skipped, FaultyDisk.BROKEN);
        try {
            pack(disk.root());
        } catch (IOException e) {
            assertThat(e).as("%s %d", op, skipped).hasMessageContaining(FaultyDisk.BROKEN);
        }
        boolean failed = disk.count(op) > skipped;
        byte[] found = Files.readAllBytes(real.resolve(NAME));
        if (!Arrays.equals(found, after)) {
            assertThat(found).as("%s %d", op, skipped).isEqualTo(before);
            assertThat(failed).as("%s %d", op, skipped).isTrue();
        }
        // What cannot be removed stays, for the next one.
        if (op != Op.DELETE && op != Op.OPEN) {
            assertThat(names(real)).as("%s %d", op, skipped).containsExactly(NAME);
        }
        mustPackAgain(real, op + " " + skipped);
        return failed;
    }

    @Test
    void theDiskMayBeFullAtAnyByte() throws IOException {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 20; i++) {
            var disk = FaultyDisk.over(real);
            long room = random.nextInt(after.length);
            disk.leaveRoom(room);
            assertThatThrownBy(() -> pack(disk.root()))
                    .as("room for %d bytes", room)
                    .isInstanceOf(DiskFull.class)
                    .hasMessageContaining("no room left");
            assertThat(names(real)).containsExactly(NAME);
            assertThat(Files.readAllBytes(real.resolve(NAME))).isEqualTo(before);
        }
    }

    @Test
    void readsAndWritesMayDoLessThanAskedFor() throws IOException {
        var disk = FaultyDisk.over(real);
        disk.shorten(new SplittableRandom(SEED));
        pack(disk.root());
        assertThat(Files.readAllBytes(real.resolve(NAME))).isEqualTo(after);
        assertThat(disk.changes()).isGreaterThan(100);
    }

    private void mustPackAgain(CrashState state) throws IOException {
        Path again = state.materialise(folder.resolve("after-" + state.fingerprint()));
        mustPackAgain(again, state.toString());
        for (Path file : List.of(again.resolve(NAME), again)) {
            Files.delete(file);
        }
    }

    /// What was left behind harms nobody and is removed, and that is said.
    private void mustPackAgain(Path where, String state) throws IOException {
        boolean left = names(where).size() > 1;
        var said = new ArrayList<String>();
        hunt.pack(where.resolve(NAME), options(said), 1);
        assertThat(Files.readAllBytes(where.resolve(NAME))).as(state).isEqualTo(after);
        assertThat(names(where)).as(state).containsExactly(NAME);
        assertThat(said.isEmpty()).as("%s, said %s", state, said).isEqualTo(!left);
    }

    private void pack(Path where) throws IOException {
        hunt.pack(where.resolve(NAME), options(new ArrayList<>()), 1);
    }

    /// Packs with a note of the input behind each run, and goes on where one was left.
    ///
    /// @return how many cells were there already
    private int sortAndPack(Path where, List<String> said) throws IOException {
        var places = List.copyOf(hunt.cells.keySet());
        try (var writer = PackWriter.create(where.resolve(NAME), options(said), "input", false)) {
            var marks = writer.marks();
            int begun = marks.isEmpty() ? 0 : ByteBuffer.wrap(marks.getLast()).getInt();
            var batch = writer.newBatch();
            for (int i = begun; i < places.size(); i++) {
                TestHunt.Place at = places.get(i);
                byte[] json = TestHunt.bytes(hunt.cells.getOrDefault(at, ""));
                batch.add(at.roomFp(), at.site(), at.spot(), json, 0, json.length, i + 1);
                if (batch.count() == RUN_CELLS || i == places.size() - 1) {
                    writer.add(batch);
                    writer.spill(ByteBuffer.allocate(4).putInt(0, i + 1).array());
                    batch.clear();
                }
            }
            hunt.finish(writer, 1);
            return begun;
        }
    }

    private static PackOptions options(List<String> said) {
        PackProgress progress =
                new PackProgress() {
                    @Override
                    public void at(Stage stage, long done, long total) {}

                    @Override
                    public void note(String text) {
                        said.add(text);
                    }
                };
        return TestHunt.options(64 << 10, 2, progress);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
