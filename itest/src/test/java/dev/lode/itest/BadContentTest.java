package dev.lode.itest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Content that is damaged, foreign or wrong, by the command line: each is refused with its place
/// and what to do.
final class BadContentTest {
    private static final String HUNT =
            """
            name: small
            title: A small hunt
            rules: {cooldown: 200ms, ticket_life: 30s}
            prizes:
              - {id: crown, key: key-1}
              - {id: ring, key: key-2, stock: 3}
            """;
    private static final String ROOMS =
            """
            {"room":"hall","sites":[{"entry":true},{}],"edges":[[0,1]],"exits":[{"from":1,"room":"attic","site":0}]}
            {"room":"attic","sites":[{},{}],"edges":[[0,1]]}
            """;
    private static final String CELLS =
            """
            {"room":"hall","site":0,"spot":0,"blob":{"name":"a mat","key":"key-1"}}
            {"room":"hall","site":1,"spot":7,"blob":{"name":"dust"}}
            {"room":"attic","site":1,"spot":0,"blob":{"key":"key-2","name":"a box"}}
            """;
    private static final String CELL = "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":";
    private static final int FOOTER = 320;
    private static final int SECTIONS = 128;
    private static final int ROW = 32;
    private static final int DIRECTORY_BYTES = 2 << 20;

    @TempDir static Path shared;
    private static byte[] sound;

    @TempDir Path temp;

    @BeforeAll
    static void packOnce() throws IOException {
        sound = Files.readAllBytes(SmallHunt.pack(shared, "sound", 60).pack());
    }

    private static long section(int number, int field) {
        int at = sound.length - FOOTER + SECTIONS + (number - 1) * ROW + field;
        return ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    private static int inside(int number) {
        return Math.toIntExact(section(number, 8) + section(number, 16) / 2);
    }

    private static int directory() {
        return Math.toIntExact(section(1, 8));
    }

    private static int usedDirectoryEntry() {
        return IntStream.range(directory(), directory() + DIRECTORY_BYTES)
                .filter(at -> sound[at] != 0)
                .findFirst()
                .orElseThrow();
    }

    private void refusedPack(byte[] bytes, String what) throws IOException {
        Path pack = temp.resolve("bad.lode");
        Files.write(pack, bytes);
        for (String command : new String[] {"inspect", "verify"}) {
            var run = CommandLine.of(command, pack.toString());
            String said = run.out() + run.err();
            assertThat(run.status()).as("%s of %s: %s", command, what, said).isEqualTo(1);
            assertThat(said)
                    .as("%s of %s", command, what)
                    .contains(pack.toString())
                    .containsPattern("(?i)copy it|pack it|copy or|again")
                    .doesNotContain("defect of Lode");
        }
    }

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("header", 20),
                Arguments.of("partition directory", usedDirectoryEntry()),
                Arguments.of("head of a chunk", directory() + DIRECTORY_BYTES + 70),
                Arguments.of("blob", inside(2)),
                Arguments.of("graph", inside(3)),
                Arguments.of("key table", inside(4)),
                Arguments.of("meta", inside(5)),
                Arguments.of("checksums of pages", sound.length - FOOTER - 64),
                Arguments.of("section table", sound.length - FOOTER + SECTIONS + 9),
                Arguments.of("end of the footer", sound.length - 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void refusesAPackWithOneFlippedBit(String what, int at) throws IOException {
        byte[] bytes = sound.clone();
        bytes[at] ^= 0x10;
        refusedPack(bytes, what);
    }

    @Test
    void refusesAPackWithABitFlippedAnywhere() throws IOException {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("BadContentTest: seed " + seed + " (-Dlode.seed=N)");
        var random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            byte[] bytes = sound.clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            refusedPack(bytes, "a bit of byte " + at + ", seed " + seed);
        }
    }

    @Test
    void refusesAPackThatWasCut() throws IOException {
        for (int length :
                new int[] {
                    0,
                    10,
                    64,
                    directory(),
                    sound.length / 2,
                    sound.length - FOOTER,
                    sound.length - 1
                }) {
            refusedPack(Arrays.copyOf(sound, length), length + " bytes of " + sound.length);
        }
        refusedPack(Arrays.copyOf(sound, sound.length + 1), "a byte too many");
        refusedPack(
                "no pack at all, but long enough for a header\n".repeat(9).getBytes(UTF_8), "text");
    }

    static Stream<Arguments> folders() {
        String cycle =
                ROOMS.replace(
                        "[{},{}],\"edges\":[[0,1]]}",
                        "[{},{}],\"edges\":[[0,1]],"
                                + "\"exits\":[{\"from\":1,\"room\":\"hall\",\"site\":1}]}");
        String sites = String.join(",", Collections.nCopies(257, "{\"entry\":true}"));
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}}\n";
        return Stream.of(
                Arguments.of(
                        "broken",
                        "cells.jsonl",
                        CELLS + CELL + "{\"a\":}}\n",
                        ":4: ",
                        "correct the text"),
                Arguments.of(
                        "ended early",
                        "cells.jsonl",
                        CELLS + CELL + "{\n",
                        ":4: ",
                        "correct the text"),
                Arguments.of(
                        "deep", "cells.jsonl", CELLS + CELL + deep, ":4: ", "content.depthMax"),
                Arguments.of(
                        "huge",
                        "cells.jsonl",
                        CELLS + CELL + "{\"a\":\"" + "y".repeat(70_000) + "\"}}\n",
                        ":4: ",
                        "content.blobBytesMax"),
                Arguments.of(
                        "a key twice",
                        "cells.jsonl",
                        CELLS + CELL + "{\"a\":1,\"a\":2}}\n",
                        ":4: ",
                        "keep one"),
                Arguments.of(
                        "a cell twice",
                        "cells.jsonl",
                        CELLS + CELLS.lines().toList().get(1) + "\n",
                        ":4: ",
                        " one "),
                Arguments.of(
                        "a key in two cells",
                        "cells.jsonl",
                        CELLS + CELL + "{\"key\":\"key-1\"}}\n",
                        ":4: ",
                        "already in line 1"),
                Arguments.of(
                        "a room that is not there",
                        "cells.jsonl",
                        CELLS + CELL.replace("hall", "barn") + "{}}\n",
                        ":4: ",
                        "'barn'"),
                Arguments.of(
                        "a cycle",
                        "rooms.jsonl",
                        cycle,
                        ":1: ",
                        "hall/1 -> attic/0 -> attic/1 -> hall/1"),
                Arguments.of(
                        "257 sites",
                        "rooms.jsonl",
                        ROOMS + "{\"room\":\"big\",\"sites\":[" + sites + "]}\n",
                        ":3: ",
                        "split the room"),
                Arguments.of(
                        "an island",
                        "rooms.jsonl",
                        ROOMS + "{\"room\":\"island\",\"sites\":[{}]}\n",
                        ":3: ",
                        "add a way"),
                Arguments.of(
                        "a room twice",
                        "rooms.jsonl",
                        ROOMS + "{\"room\":\"attic\",\"sites\":[{}]}\n",
                        ":3: ",
                        "rename"),
                Arguments.of(
                        "an unknown rule",
                        "hunt.yaml",
                        HUNT.replace("cooldown", "cool_down"),
                        ":3: ",
                        "did you mean 'cooldown'?"),
                Arguments.of(
                        "a wrong unit", "hunt.yaml", HUNT.replace("30s", "30m"), ":3: ", "30min"),
                Arguments.of(
                        "a rule out of range",
                        "hunt.yaml",
                        HUNT.replace("30s", "0s"),
                        ":3: ",
                        "too small"));
    }

    private Path folder(String file, byte[] bytes) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("hunt"));
        Files.writeString(folder.resolve("hunt.yaml"), HUNT);
        Files.writeString(folder.resolve("rooms.jsonl"), ROOMS);
        Files.writeString(folder.resolve("cells.jsonl"), CELLS);
        if (file.endsWith(".lz4")) {
            Files.delete(folder.resolve(file.replace(".lz4", "")));
        }
        Files.write(folder.resolve(file), bytes);
        return folder;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void refusesAFolder(String what, String file, String text, String line, String remedy)
            throws IOException {
        refusedFolder(folder(file, text.getBytes(UTF_8)), file + line, remedy);
    }

    private void refusedFolder(Path folder, String place, String remedy) {
        var linted = CommandLine.of("lint", folder.toString());
        assertThat(linted.out()).contains(folder + "/" + place, remedy);
        assertThat(linted.status()).isEqualTo(1);
        Path pack = temp.resolve("never.lode");
        var packed = CommandLine.of("pack", folder.toString(), "-o", pack.toString());
        assertThat(packed.err()).contains("lode: " + folder + "/" + place, remedy);
        assertThat(packed.err()).doesNotContain("defect of Lode");
        assertThat(packed.status()).isEqualTo(1);
        // A secret that was drawn already is taken up by the next pack of that name.
        assertThat(temp.toFile().list()).contains("hunt").isSubsetOf("hunt", "never.secret");
    }

    private static byte[] lz4(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out =
                new LZ4FrameOutputStream(
                        bytes,
                        LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                        LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                        LZ4FrameOutputStream.FLG.Bits.BLOCK_CHECKSUM,
                        LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    static Stream<Arguments> lz4Files() throws IOException {
        byte[] whole = lz4(CELLS);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        // The head of a frame whose flags say: version 1, blocks linked; then its checksum.
        byte[] linked = {0x04, 0x22, 0x4D, 0x18, 0x40, 0x40, (byte) 0xC0};
        byte[] legacy = {0x02, 0x21, 0x4C, 0x18, 1, 0, 0, 0, 0x10, 'a'};
        byte[] gzip = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0};
        return Stream.of(
                Arguments.of("linked blocks", linked, "lz4 -BI"),
                Arguments.of("the legacy format", legacy, "lz4 -BI"),
                Arguments.of("gzip", gzip, "compress it with `lz4 FILE`"),
                Arguments.of("plain JSON", CELLS.getBytes(UTF_8), "take `.lz4` off"),
                Arguments.of("cut", Arrays.copyOf(whole, whole.length - 9), "not whole"),
                Arguments.of("damaged", flipped, "lz4 -t FILE"),
                Arguments.of("empty", new byte[0], "lz4 FILE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lz4Files")
    void refusesAnLz4File(String what, byte[] bytes, String remedy) throws IOException {
        refusedFolder(folder("cells.jsonl.lz4", bytes), "cells.jsonl.lz4:", remedy);
    }

    @Test
    void refusesKnobsThatAreUnknownOrWrongByTheirOrigin() {
        for (List<String> one :
                List.of(
                        List.of("edge.prot=1", "the nearest is edge.port"),
                        List.of("edge.tick=5", "5"),
                        List.of("edge.tick=5parsecs", "parsecs"),
                        List.of("edge.port=70000", "allowed: "),
                        List.of("wal.segmentBytes=off", "off"))) {
            var run =
                    CommandLine.of(
                            "serve", "--data", temp.resolve("d").toString(), "--set", one.get(0));
            assertThat(run.status()).as(one.get(0)).isEqualTo(2);
            assertThat(run.err()).contains("--set " + one.get(0).split("=", 2)[0], one.get(1));
        }
        assertThat(temp.resolve("d")).doesNotExist();
    }

    @Test
    void refusesThemInAProcessOfItsOwnToo() throws Exception {
        Path folder = folder("cells.jsonl", (CELLS + CELL + "{\"a\":}}\n").getBytes(UTF_8));
        Path pack = temp.resolve("never.lode");
        var run = Program.run(temp, "pack", folder.toString(), "-o", pack.toString());
        assertThat(run.err()).contains("cells.jsonl:4: ", "correct the text");
        assertThat(run.status()).isEqualTo(1);
        assertThat(pack).doesNotExist();
        byte[] bytes = sound.clone();
        bytes[inside(4)] ^= 1;
        Files.write(pack, bytes);
        run = Program.run(temp, "verify", pack.toString());
        assertThat(run.out() + run.err()).contains(pack.toString(), "byte ");
        assertThat(run.status()).isEqualTo(1);
    }
}
