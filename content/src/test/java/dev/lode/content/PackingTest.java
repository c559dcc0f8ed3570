package dev.lode.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import dev.lode.game.graph.HuntGraph;
import dev.lode.router.Fingerprint;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.pack.HiddenKey;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackingTest {
    @TempDir Path temp;
    private Folder folder;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        folder = new Folder(Files.createDirectory(temp.resolve("authored")));
        file = Files.createDirectory(temp.resolve("packed")).resolve("small.lode");
    }

    @Test
    void keepsEveryBlobAsItWasWrittenButForItsKeyAndWhiteSpace() throws IOException {
        folder.cells(
                """
                {"spot":0,"blob": { "key" : "key-1" , "n" : 1.50e+01 , "t":"a \\u00e9 \\" b" } ,"site":0,"room":"hall"}
                {"room":"hall","site":1,"spot":7,"blob":{ }}
                {"room":"attic","site":1,"spot":0,"blob":{"a":[1, 2, {"key":"inner"}], "k\\u0065y":"key-2" }}
                """);
        pack();
        try (Pack pack = Pack.open(file)) {
            assertThat(blob(pack, "hall", 0, 0))
                    .isEqualTo("{\"n\":1.50e+01,\"t\":\"a \\u00e9 \\\" b\"}");
            assertThat(blob(pack, "hall", 1, 7)).isEqualTo("{}");
            assertThat(blob(pack, "attic", 1, 0)).isEqualTo("{\"a\":[1,2,{\"key\":\"inner\"}]}");
        }
    }

    @Test
    void putsKeysIntoTheTableAlone() throws IOException {
        PackResult result = pack();
        assertThat(result.info().rooms()).isEqualTo(2);
        assertThat(result.info().cells()).isEqualTo(3);
        assertThat(result.secret()).isEqualTo(file.resolveSibling("small.secret"));
        assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("key-1");
        try (Pack pack = Pack.open(file)) {
            List<HiddenKey> keys = pack.unsealKeys(SecretFile.read(result.secret()));
            assertThat(keys)
                    .containsExactlyInAnyOrder(
                            new HiddenKey(cell(pack, "hall", 0, 0), "key-1", 0, "crown", 1),
                            new HiddenKey(cell(pack, "attic", 1, 0), "key-2", 1, "ring", 3));
        }
    }

    @Test
    void writesTheGraphWithItsGates() throws IOException {
        pack();
        try (Pack pack = Pack.open(file)) {
            HuntGraph graph = HuntGraph.over(pack.graph());
            int hall = graph.room(Fingerprint.room("small", "hall"));
            long attic = Fingerprint.room("small", "attic");
            assertThat(graph.isEntry(hall, 0)).isTrue();
            assertThat(graph.isEntry(hall, 1)).isFalse();
            assertThat(graph.edge(hall, 0, graph.fingerprint(hall), 1)).isPositive();
            assertThat(graph.gatePrize(graph.edge(hall, 1, attic, 0))).isZero();
            assertThat(graph.edge(hall, 0, attic, 0)).isEqualTo(HuntGraph.NO_EDGE);
            assertThat(new String(graph.describe(hall), UTF_8))
                    .contains("\"title\":\"Stair\"", "\"entry\":true", "\"needs_pass\":true")
                    .doesNotContain("key-1");
        }
    }

    @Test
    void saysOfTheHuntWhatEverybodyMayKnow() throws IOException {
        folder.hunt(Folder.HUNT + "schedule: {opens: 2026-01-01T00:00:00Z}\n");
        pack();
        try (Pack pack = Pack.open(file)) {
            HuntMeta meta = HuntMeta.read(pack.meta());
            assertThat(meta.name()).isEqualTo("small");
            assertThat(meta.rules().cooldownMillis()).isEqualTo(200);
            assertThat(meta.opens()).hasToString("Optional[2026-01-01T00:00:00Z]");
            assertThat(meta.prizes())
                    .containsExactly(
                            new HuntMeta.Win("crown", "crown", 1),
                            new HuntMeta.Win("ring", "ring", 3));
            assertThat(new String(pack.meta(), UTF_8)).doesNotContain("key-");
        }
    }

    @Test
    void stopsAtTheFirstFindingAndLeavesNothing() throws IOException {
        folder.cells(Folder.CELLS + "{\"room\":\"cellar\",\"site\":0,\"spot\":0,\"blob\":{}}\n");
        assertThatThrownBy(this::pack)
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("cells.jsonl:4: bad-cell: the room 'cellar'");
        folder.cells(Folder.CELLS + Folder.CELLS.lines().toList().get(1) + "\n");
        assertThatThrownBy(this::pack)
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("cells.jsonl:4: duplicate-cell: lines 2 and 4");
        folder.cells(Folder.CELLS).hunt(Folder.HUNT + "  - {id: hat, key: key-3}\n");
        assertThatThrownBy(this::pack)
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("hunt.yaml:7: prize-without-key: the key 'key-3'");
        folder.hunt(Folder.HUNT).rooms(Folder.ROOMS + "{\"room\":\"island\",\"sites\":[{}]}\n");
        assertThatThrownBy(this::pack)
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("rooms.jsonl:3: unreachable:");
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void isTheSameToTheByteWhateverTheWorkersTheMemoryAndTheOrderOfTheCells() throws IOException {
        Path mixed = temp.resolve("mixed");
        Path sorted = temp.resolve("sorted");
        Settings defaults = Settings.defaults();
        Generator.run(
                new GenerateRequest(mixed, "made", 30, 3_000, 20, 5, false, defaults),
                ProgressListener.NONE);
        Generator.run(
                new GenerateRequest(sorted, "made", 30, 3_000, 20, 5, true, defaults),
                ProgressListener.NONE);
        Settings little = defaults.with(PackKnobs.SORT_BYTES, 64L << 10);
        List<Settings> ways =
                List.of(
                        defaults.with(PackKnobs.WORKERS, Optional.of(1L)),
                        defaults.with(PackKnobs.WORKERS, Optional.of(7L)),
                        little.with(PackKnobs.WORKERS, Optional.of(3L)),
                        little.with(PackKnobs.MERGE_RUNS_MAX, 2L));
        Packing.run(new PackRequest(mixed, file, defaults), ProgressListener.NONE);
        byte[] first = Files.readAllBytes(file);
        for (Path from : List.of(mixed, sorted)) {
            for (Settings way : ways) {
                Packing.run(new PackRequest(from, file, way), ProgressListener.NONE);
                assertThat(Arrays.equals(Files.readAllBytes(file), first))
                        .as("%s with %s", from, way)
                        .isTrue();
            }
        }
    }

    @Test
    void makesTheSameDictionaryOfTheSameCellsHoweverTheyAreReadAndWithoutAnyKey()
            throws IOException {
        Path made = temp.resolve("made");
        Settings defaults = Settings.defaults().with(PackKnobs.DICTIONARY_BYTES, 16L << 10);
        Generator.run(
                new GenerateRequest(made, "made", 30, 3_000, 400, 5, false, defaults),
                ProgressListener.NONE);
        PackResult result =
                Packing.run(new PackRequest(made, file, defaults), ProgressListener.NONE);
        byte[] first = Files.readAllBytes(file);
        try (Pack pack = Pack.open(file)) {
            assertThat(pack.info().dictionaryBytes()).isEqualTo(16 << 10);
            assertThat(pack.info().storedBytes() * 4).isLessThan(pack.info().plainBytes() * 3);
            String text = new String(first, ISO_8859_1);
            assertThat(pack.unsealKeys(SecretFile.read(result.secret())))
                    .hasSize(400)
                    .noneMatch(key -> text.contains(key.keyId()));
        }
        Settings otherwise =
                defaults.with(PackKnobs.WORKERS, Optional.of(7L))
                        .with(PackKnobs.SORT_BYTES, 64L << 10);
        Packing.run(new PackRequest(made, file, otherwise), ProgressListener.NONE);
        assertThat(Files.readAllBytes(file)).isEqualTo(first);

        Settings longest = defaults.with(PackKnobs.DICTIONARY_BYTES, 64L << 10);
        Path few = temp.resolve("few");
        Generator.run(
                new GenerateRequest(few, "few", 5, 100, 3, 5, false, defaults),
                ProgressListener.NONE);
        Path small = file.resolveSibling("few.lode");
        Packing.run(new PackRequest(few, small, longest), ProgressListener.NONE);
        var info = Pack.infoOf(small);
        assertThat((long) info.dictionaryBytes())
                .as("an eighth of the documents, not more than it could save")
                .isEqualTo(info.plainBytes() / 8);
    }

    @Test
    void hasTheFormatOfTheDictionaryOnlyWhereThereIsOneAndRefusesItForTheHighCompressor()
            throws IOException {
        Settings with = folder.settings().with(PackKnobs.DICTIONARY_BYTES, 4096L);
        PackResult plain = pack();
        PackResult result =
                Packing.run(new PackRequest(folder.path, file, with), ProgressListener.NONE);
        assertThat(plain.info().format()).isEqualTo(2);
        assertThat(result.info().format()).isEqualTo(3);
        Settings high = with.with(PackKnobs.COMPRESSOR, "high");
        assertThatThrownBy(() ->
                        Packing.run(
                                new PackRequest(folder.path, file, high), ProgressListener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pack.dictionaryBytes is for pack.compressor fast");
    }

    @Test
    void goesOnWithWhatWasSortedForTheSameDictionaryOnly() throws IOException {
        Settings with = folder.settings().with(PackKnobs.DICTIONARY_BYTES, 4096L);
        Path left = Files.createDirectory(temp.resolve("left"));
        ProgressListener keeping =
                progress -> {
                    if (progress.stage().equals("merge")) {
                        copy(file.resolveSibling(""), left);
                    }
                };
        Packing.run(new PackRequest(folder.path, file, with), keeping);
        byte[] whole = Files.readAllBytes(file);
        for (Settings then : List.of(with, folder.settings())) {
            Files.delete(file);
            copy(left, file.resolveSibling(""));
            PackResult again =
                    Packing.run(new PackRequest(folder.path, file, then), ProgressListener.NONE);
            boolean same = then == with;
            assertThat(again.notes().stream().anyMatch(note -> note.startsWith("going on with 3")))
                    .isEqualTo(same);
            assertThat(Arrays.equals(Files.readAllBytes(file), whole)).isEqualTo(same);
        }
    }

    /// Copies what a pack has written so far, or back.
    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(one).toString());
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(one, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void namesTheFirstWrongLineOfMany() throws IOException {
        folder.with(folder.settings().with(PackKnobs.SORT_BYTES, 64L << 10));
        StringBuilder cells = new StringBuilder(Folder.CELLS);
        for (int spot = 0; spot < 20_000; spot++) {
            boolean wrong = spot >= 7_000 && spot % 1_000 == 0;
            cells.append(
                    "{\"room\":\"%s\",\"site\":0,\"spot\":%d,\"blob\":{}}%n"
                            .formatted(wrong ? "nowhere" : "attic", 100 + spot));
        }
        folder.cells(cells.toString());
        for (int round = 0; round < 5; round++) {
            assertThatThrownBy(this::pack)
                    .isInstanceOf(ContentException.class)
                    .hasMessageContaining("cells.jsonl:7004: bad-cell: the room 'nowhere'");
        }
    }

    @Test
    void refusesContentThatChangesWhileItIsRead() {
        ProgressListener changing =
                progress -> {
                    if (progress.stage().equals("cells")) {
                        folder.cells(Folder.CELLS + "\n\n");
                    }
                };
        assertThatThrownBy(() ->
                        Packing.run(
                                new PackRequest(folder.path, file, folder.settings()), changing))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("a file was changed while it was read");
        assertThat(file).doesNotExist();
    }

    @Test
    void tellsItsStages() throws IOException {
        List<Progress> told = new ArrayList<>();
        Packing.run(new PackRequest(folder.path, file, folder.settings()), told::add);
        assertThat(told).extracting(Progress::stage).contains("rooms", "cells", "merge");
        assertThat(told)
                .filteredOn(progress -> progress.stage().equals("cells"))
                .last()
                .satisfies(last -> assertThat(last.done()).isEqualTo(last.total()));
    }

    @Test
    void isInspectedWithEveryChecksum() throws IOException {
        pack();
        Inspection sound = Inspection.of(file, folder.settings(), ProgressListener.NONE);
        assertThat(sound.report().sound()).isTrue();
        assertThat(sound.content().orElseThrow().hunt().title()).isEqualTo("A small hunt");
        assertThat(sound.content().orElseThrow().edges()).isEqualTo(3);
        byte[] bytes = Files.readAllBytes(file);
        for (int part = 1; part < 8; part++) {
            byte[] flipped = bytes.clone();
            flipped[bytes.length * part / 8] ^= 1;
            Files.write(file, flipped);
            Inspection damaged = Inspection.of(file, folder.settings(), ProgressListener.NONE);
            assertThat(damaged.report().sound()).as("flip in part %d of 8", part).isFalse();
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        Inspection cut = Inspection.of(file, folder.settings(), ProgressListener.NONE);
        assertThat(cut.report().sound()).isFalse();
        assertThat(cut.content()).isEmpty();
    }

    private PackResult pack() throws IOException {
        return Packing.run(
                new PackRequest(folder.path, file, folder.settings()), ProgressListener.NONE);
    }

    private static long cell(Pack pack, String room, int site, int spot) {
        long fingerprint = Fingerprint.room("small", room);
        return CellKey.of(
                Fingerprint.partition(fingerprint), pack.extent().ordinal(fingerprint), site, spot);
    }

    private static String blob(Pack pack, String room, int site, int spot) {
        CellRef ref = new CellRef();
        assertThat(pack.extent().find(cell(pack, room, site, spot), ref)).isTrue();
        byte[] out = new byte[1000];
        try (var reader = pack.reader()) {
            int length = reader.read(ref, MemorySegment.ofArray(out), 0, out.length);
            return new String(out, 0, length, UTF_8);
        }
    }
}
