package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lode.base.CellKey;
import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackWriterTest {
    private static final byte[] JSON = TestHunt.bytes("{\"a\":1}");

    @TempDir Path folder;

    private interface Content {
        void addTo(PackWriter writer) throws IOException;
    }

    @Test
    void namesBothLinesOfACellThatIsThereTwice() throws IOException {
        // A small buffer spreads the two over different runs; the order of lines must not matter.
        var options = TestHunt.options(64 << 10, 2, PackProgress.NONE);
        var refused =
                catchThrowableOfType(
                        RefusedContent.DuplicateCell.class,
                        () ->
                                pack(
                                        options,
                                        writer -> {
                                            cell(writer, 5, 3, 1_000_000, 17);
                                            for (int i = 0; i < 5_000; i++) {
                                                cell(writer, 5, 2, i, 1_000 + i);
                                            }
                                            cell(writer, 5, 3, 1_000_000, 16);
                                        }));
        assertThat(refused).hasMessageContaining("lines 16 and 17").hasMessageContaining("site 3");
        assertThat(refused.firstLine).isEqualTo(16);
        assertThat(refused.secondLine).isEqualTo(17);
        assertThat(refused.roomFp).isEqualTo(5);
        assertThat(files()).isEmpty();
    }

    @Test
    void namesTheLineOfACellWhoseRoomIsUnknown() throws IOException {
        var refused =
                catchThrowableOfType(
                        RefusedContent.UnknownRoom.class,
                        () -> pack(TestHunt.options(), writer -> cell(writer, 6, 0, 0, 99)));
        assertThat(refused)
                .hasMessageContaining("line 99")
                .hasMessageContaining("0000000000000006");
        assertThat(refused.line).isEqualTo(99);
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesWhatCannotBePacked() throws IOException {
        mustRefuse("added twice", w -> w.addRoom(5));
        mustRefuse("line 7: the blob is empty", w -> w.addCell(5, 0, 0, JSON, 0, 0, 7));
        byte[] tooLong = new byte[(64 << 10) + 1];
        mustRefuse("content.blobBytesMax", w -> w.addCell(5, 0, 0, tooLong, 0, tooLong.length, 8));
        mustRefuse("line 9: site 256", w -> cell(w, 5, 256, 0, 9));
        mustRefuse("spot 1048576", w -> cell(w, 5, 0, CellKey.SPOTS, 9));
        mustRefuse("site -1", w -> cell(w, 5, -1, 0, 9));
    }

    @Test
    void refusesKeysThatCannotBeHidden() throws IOException {
        mustRefuse("no cell where it is hidden", w -> w.addKey(5, 0, 1, "k", 0, "p", 1));
        mustRefuse("no cell where it is hidden", w -> w.addKey(6, 0, 0, "k", 0, "p", 1));
        mustRefuse(
                "hides k already",
                w -> {
                    w.addKey(5, 0, 0, "k", 0, "p", 1);
                    w.addKey(5, 0, 0, "l", 1, "q", 1);
                });
        mustRefuse(
                "hidden in two cells",
                w -> {
                    w.addKey(5, 0, 0, "k", 0, "p", 1);
                    w.addKey(5, 0, 9, "k", 1, "q", 1);
                });
        mustRefuse(
                "belongs to another key",
                w -> {
                    w.addKey(5, 0, 0, "k", 0, "p", 1);
                    w.addKey(5, 0, 9, "l", 0, "p", 1);
                });
        mustRefuse("64 bytes", w -> w.addKey(5, 0, 0, "k".repeat(65), 0, "p", 1));
        mustRefuse("64 bytes", w -> w.addKey(5, 0, 0, "k", 0, "é".repeat(33), 1));
        mustRefuse("stock 0", w -> w.addKey(5, 0, 0, "k", 0, "p", 0));
    }

    @Test
    void leavesTheOldPackInPlaceUntilTheNewOneIsWhole() throws IOException {
        Path file = folder.resolve("world.lode");
        var hunt = TestHunt.random(new SplittableRandom(1), 3, 10, 1);
        hunt.pack(file);
        byte[] before = Files.readAllBytes(file);
        mustRefuse("added twice", w -> w.addRoom(5));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(files()).containsExactly("world.lode");
        pack(TestHunt.options(), w -> {});
        try (var pack = Pack.open(file)) {
            assertThat(pack.info().cells()).isEqualTo(1);
        }
    }

    @Test
    void removesWhatAKilledPackHasLeftAndSaysSo() throws IOException {
        Files.writeString(folder.resolve("world.lode.tmp"), "half a pack");
        Path runs = Files.createDirectory(folder.resolve("world.lode.tmp.runs"));
        Files.writeString(runs.resolve("run-0"), "half a run");
        Files.writeString(folder.resolve("world.lode.tmpl"), "somebody's own");
        var said = new ArrayList<String>();
        pack(TestHunt.options(1 << 20, 8, saying(said)), w -> {});
        assertThat(said).hasSize(2).allMatch(line -> line.startsWith("removed "));
        assertThat(said.getFirst()).contains("world.lode.tmp").contains("11 bytes");
        assertThat(files()).containsExactlyInAnyOrder("world.lode", "world.lode.tmpl");
    }

    @Test
    void refusesToPackWhereAnotherPackIsBeingWritten() throws IOException {
        Path file = folder.resolve("world.lode");
        try (var first = PackWriter.create(file, TestHunt.options())) {
            assertThatThrownBy(() -> PackWriter.create(file, TestHunt.options()).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another lode pack is writing");
            first.addRoom(1);
            first.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
        }
        assertThat(files()).containsExactly("world.lode");
    }

    @Test
    void keepsRunsInAnotherFolderWhereItIsTold() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var seen = new ArrayList<String>();
        PackProgress look =
                (stage, _, _) -> {
                    if (stage == PackProgress.Stage.MERGE) {
                        seen.addAll(names(elsewhere));
                    }
                };
        pack(
                new PackOptions(
                        64 << 10,
                        2,
                        1024,
                        PackOptions.Compressor.HIGH,
                        2,
                        Optional.of(elsewhere),
                        look),
                w -> {});
        assertThat(seen).isNotEmpty().allMatch(name -> name.startsWith("world.lode.tmp.runs-"));
        assertThat(names(elsewhere)).isEmpty();
    }

    @Test
    void saysWhereItCannotWrite() {
        assertThatThrownBy(() ->
                        PackWriter.create(folder.resolve("no/such/world.lode"), TestHunt.options())
                                .close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist; create the folder");
        assertThatThrownBy(() -> PackWriter.create(folder, TestHunt.options()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void saysWhatToDoWhenTheDiskIsFull() throws IOException {
        try (var full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            var region = new Region(full, 16, 0);
            region.put(JSON, 0, JSON.length);
            var refused = catchThrowableOfType(IOException.class, region::flush);
            assertThat(DiskFull.explained(refused, folder, 4711))
                    .isInstanceOf(DiskFull.class)
                    .hasMessageContaining("no room left (4711 bytes")
                    .hasMessageContaining("pack.tempFolder");
        }
        var other = new IOException("Input/output error");
        assertThat(DiskFull.explained(other, folder, 1)).isSameAs(other);
    }

    @Test
    void namesARunThatWasChangedWhileItWasInUse() throws IOException {
        Path file = folder.resolve("world.lode");
        try (var writer =
                PackWriter.create(file, TestHunt.options(64 << 10, 8, PackProgress.NONE))) {
            writer.addRoom(5);
            for (int i = 0; i < 5_000; i++) {
                cell(writer, 5, 2, i, i);
            }
            Path run = folder.resolve("world.lode.tmp.runs/run-0");
            byte[] bytes = Files.readAllBytes(run);
            bytes[bytes.length / 2] ^= 4;
            Files.write(run, bytes);
            assertThatThrownBy(() ->
                            writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("run-0 was changed while it was in use");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void passesOnWhatTheGraphsWriterThrowsAndLeavesNothing() throws IOException {
        Path file = folder.resolve("world.lode");
        try (var writer = PackWriter.create(file, TestHunt.options())) {
            SectionWriter broken =
                    out -> {
                        out.write(1);
                        throw new IOException("the graph cannot be written");
                    };
            assertThatThrownBy(() -> writer.finish(TestHunt.META, broken, TestHunt.SECRET))
                    .hasMessage("the graph cannot be written");
        }
        assertThat(files()).isEmpty();
    }

    private void mustRefuse(String message, Content content) throws IOException {
        var before = files();
        assertThatThrownBy(() -> pack(TestHunt.options(), content))
                .isInstanceOf(RefusedContent.class)
                .hasMessageContaining(message);
        assertThat(files()).isEqualTo(before);
    }

    /// Packs a room 5 with a cell at 0/0, and what the test adds.
    private void pack(PackOptions options, Content content) throws IOException {
        try (var writer = PackWriter.create(folder.resolve("world.lode"), options)) {
            writer.addRoom(5);
            cell(writer, 5, 0, 0, 1);
            content.addTo(writer);
            writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
        }
    }

    private static void cell(PackWriter writer, long room, int site, int spot, long line)
            throws IOException {
        writer.addCell(room, site, spot, JSON, 0, JSON.length, line);
    }

    private static PackProgress saying(List<String> into) {
        return new PackProgress() {
            @Override
            public void at(Stage stage, long done, long total) {}

            @Override
            public void note(String text) {
                into.add(text);
            }
        };
    }

    private List<String> files() throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
