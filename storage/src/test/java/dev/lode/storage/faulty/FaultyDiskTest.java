package dev.lode.storage.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyDiskTest {
    private static final long SEED = Long.getLong("lode.seed", 1);

    @TempDir Path folder;
    private Path real = Path.of("");

    /// Where the code under test is careless.
    private enum Forgets {
        NOTHING,
        THE_FILE,
        THE_FOLDER
    }

    @BeforeEach
    void writeTheOldState() throws IOException {
        real = Files.createDirectory(folder.resolve("disk"));
        Files.writeString(real.resolve("state"), "old");
    }

    @Test
    void findsNothingWrongWhereAllIsForcedInOrder() throws IOException {
        var disk = FaultyDisk.over(real);
        replace(disk.root(), Forgets.NOTHING);
        int promised = disk.changes();
        Files.writeString(disk.root().resolve("other"), "not forced");
        assertThat(disk.crashes(SEED, 50))
                .allSatisfy(state -> assertThat(text(state, "state")).isIn("old", wanted()));
        assertThat(disk.crashes(promised, SEED, 50))
                .allSatisfy(state -> assertThat(text(state, "state")).isEqualTo(wanted()));
    }

    @Test
    void findsThatAFileWasRenamedBeforeItWasForced() throws IOException {
        var disk = FaultyDisk.over(real);
        replace(disk.root(), Forgets.THE_FILE);
        assertThat(disk.crashes(SEED, 50))
                .as("empty, cut and torn")
                .anyMatch(state -> text(state, "state").isEmpty())
                .anyMatch(state -> wanted().startsWith(text(state, "state")))
                .anyMatch(state ->
                        text(state, "state").length() == wanted().length()
                                && !text(state, "state").equals(wanted()));
    }

    @Test
    void findsThatAFolderWasNotForced() throws IOException {
        var disk = FaultyDisk.over(real);
        replace(disk.root(), Forgets.THE_FOLDER);
        var seen = new TreeSet<String>();
        disk.crashes(disk.changes(), SEED, 200)
                .forEach(state -> seen.add(text(state, "state").charAt(0) + " " + state.files()));
        assertThat(seen)
                .as("neither name, both, the new one alone, the old one taken away alone")
                .containsExactlyInAnyOrder(
                        "n [state]", "n [state, temp]", "o [state]", "o [state, temp]");
    }

    @Test
    void leavesInTheRealFolderWhatAllChangesLeaveThatArrive() throws IOException {
        var disk = FaultyDisk.over(real);
        work(disk.root());
        CrashState last = disk.crashes(disk.changes(), SEED, 2).toList().get(1);
        Path again = last.materialise(folder.resolve("again"));
        assertThat(tree(again)).isEqualTo(tree(real)).contains("in/er/linked 1");
        assertThat(Files.isSameFile(again.resolve("in/er/linked"), again.resolve("in/one")))
                .isTrue();
    }

    @Test
    void makesThousandsOfStatesThatTheSeedBringsBack() throws IOException {
        var disk = FaultyDisk.over(real);
        work(disk.root());
        var first = disk.crashes(SEED, 300).map(CrashState::fingerprint).toList();
        assertThat(disk.crashes(SEED, 300).map(CrashState::fingerprint)).isEqualTo(first);
        assertThat(first).hasSizeGreaterThan(3_000);
        assertThat(Set.copyOf(first)).hasSizeGreaterThan(100);
    }

    @Test
    void killsAfterAnyChangeAndLeavesHalfOfTheNextWrite() throws IOException {
        var disk = FaultyDisk.over(real);
        disk.killAfter(1);
        Path file = disk.root().resolve("killed");
        assertThatThrownBy(() -> Files.writeString(file, "123456")).isInstanceOf(Killed.class);
        assertThatThrownBy(() -> Files.exists(file)).isInstanceOf(Killed.class);
        assertThatThrownBy(() -> Files.readString(disk.root().resolve("state")))
                .isInstanceOf(Killed.class);
        assertThat(real.resolve("killed")).hasContent("123");
    }

    @Test
    void freesTheLocksOfAKilledProcess() throws IOException {
        var disk = FaultyDisk.over(real);
        var channel = FileChannel.open(disk.root().resolve("state"), StandardOpenOption.WRITE);
        assertThat(channel.tryLock()).isNotNull();
        disk.killAfter(0);
        assertThatThrownBy(() -> Files.delete(disk.root().resolve("state")))
                .isInstanceOf(Killed.class);
        try (var next = FileChannel.open(real.resolve("state"), StandardOpenOption.WRITE);
                var lock = next.tryLock()) {
            assertThat(lock).isNotNull();
        }
        assertThatThrownBy(channel::size).isInstanceOf(Killed.class);
    }

    @Test
    void failsTheCallThatItWasToldTo() throws IOException {
        var disk = FaultyDisk.over(real);
        Path file = disk.root().resolve("file");
        disk.fail(Op.CREATE, 1, FaultyDisk.BROKEN);
        Files.writeString(file, "1");
        assertThatThrownBy(() -> Files.createDirectory(disk.root().resolve("folder")))
                .hasMessage(FaultyDisk.BROKEN);
        Files.createDirectory(disk.root().resolve("folder"));
        disk.failAlways(Op.RENAME, FaultyDisk.BROKEN);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Files.move(file, disk.root().resolve("moved")))
                    .hasMessage(FaultyDisk.BROKEN);
        }
        disk.repair();
        Files.move(file, disk.root().resolve("moved"));
        assertThat(real.resolve("moved")).hasContent("1");
    }

    @Test
    void isFullWhereTheRoomEnds() throws IOException {
        var disk = FaultyDisk.over(real);
        disk.leaveRoom(4);
        try (var file =
                FileChannel.open(
                        disk.root().resolve("state"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            assertThat(file.write(ByteBuffer.wrap(bytes("12345678")))).isEqualTo(7);
            assertThatThrownBy(() -> file.write(ByteBuffer.wrap(bytes("8"))))
                    .hasMessage(FaultyDisk.NO_SPACE);
            assertThat(file.write(ByteBuffer.wrap(bytes("again")), 0)).isEqualTo(5);
        }
        assertThat(real.resolve("state")).hasContent("again67");
    }

    @Test
    void doesLessThanItIsAskedFor() throws IOException {
        var disk = FaultyDisk.over(real);
        disk.shorten(new SplittableRandom(SEED));
        Path file = disk.root().resolve("file");
        var counts = new HashSet<Integer>();
        for (int i = 0; i < 50; i++) {
            Files.writeString(file, "12345678");
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                counts.add(channel.read(ByteBuffer.allocate(8)));
            }
        }
        assertThat(counts).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(real.resolve("file")).hasContent("12345678");
    }

    @Test
    void losesWhatWasNotForcedWhereAForceFails() throws IOException {
        var disk = FaultyDisk.over(real);
        Path file = disk.root().resolve("state");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes("kept")));
            channel.force(true);
            channel.write(ByteBuffer.wrap(bytes("!")), 0);
            channel.write(ByteBuffer.wrap(bytes("lost")));
            disk.fail(Op.FORCE, 0, FaultyDisk.BROKEN);
            assertThatThrownBy(() -> channel.force(false)).hasMessage(FaultyDisk.BROKEN);
            assertThat(real.resolve("state")).hasContent("kept");
            channel.force(false);
        }
        assertThat(disk.crashes(disk.changes(), SEED, 50))
                .allSatisfy(state -> assertThat(text(state, "state")).isEqualTo("kept"));
    }

    @Test
    void seesFilesThatOthersMake() throws IOException {
        var disk = FaultyDisk.over(real);
        Files.writeString(real.resolve("foreign"), "foreign");
        Files.move(disk.root().resolve("foreign"), disk.root().resolve("mine"));
        var seen = new TreeSet<String>();
        disk.crashes(disk.changes(), SEED, 100).forEach(state -> seen.addAll(state.files()));
        assertThat(seen).containsExactly("foreign", "mine", "state");
    }

    /// Replaces a file as it is done, or nearly so.
    private static void replace(Path folder, Forgets forgets) throws IOException {
        Path temp = folder.resolve("temp");
        try (var file =
                FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] text = bytes(wanted());
            for (int at = 0; at < text.length; at += 5_000) {
                int length = Math.min(5_000, text.length - at);
                file.write(ByteBuffer.wrap(text, at, length), at);
            }
            if (forgets != Forgets.THE_FILE) {
                file.force(true);
            }
        }
        Files.move(temp, folder.resolve("state"), StandardCopyOption.ATOMIC_MOVE);
        if (forgets != Forgets.THE_FOLDER) {
            force(folder);
        }
    }

    /// Does some of everything.
    private static void work(Path folder) throws IOException {
        Path inner = Files.createDirectories(folder.resolve("in/er"));
        Files.writeString(folder.resolve("in/one"), "1".repeat(9_000));
        force(folder);
        Files.createLink(inner.resolve("linked"), folder.resolve("in/one"));
        Files.writeString(folder.resolve("in/two"), "22", StandardOpenOption.CREATE_NEW);
        Files.copy(folder.resolve("state"), inner.resolve("copy"));
        try (var file = FileChannel.open(folder.resolve("in/one"), StandardOpenOption.WRITE)) {
            file.truncate(1);
            file.write(ByteBuffer.wrap(bytes("far")), 5_000);
            file.force(false);
            file.truncate(1);
        }
        Files.writeString(folder.resolve("state"), "more", StandardOpenOption.APPEND);
        Files.move(folder.resolve("in/two"), inner.resolve("three"));
        Files.delete(inner.resolve("three"));
    }

    private static void force(Path folder) throws IOException {
        try (var open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    private static String wanted() {
        return "new".repeat(6_000);
    }

    private static String text(CrashState state, String name) {
        byte[] bytes = state.bytes(name);
        return bytes == null ? "none" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Set<String> tree(Path folder) throws IOException {
        var found = new TreeSet<String>();
        try (var walk = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                found.add(
                        folder.relativize(path)
                                + (Files.isDirectory(path) ? "/" : " " + Files.readString(path)));
            }
        }
        return found;
    }
}
