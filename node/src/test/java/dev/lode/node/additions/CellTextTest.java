package dev.lode.node.additions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.game.graph.HuntGraph;
import dev.lode.node.TestWorld;
import dev.lode.node.claim.NewCell;
import dev.lode.router.Fingerprint;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.pack.Pack;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator's lines say, and how they are refused.
class CellTextTest {
    private static final String HUNT = "world";
    private static final int LONGEST = 200;

    @TempDir Path folder;

    private Pack pack;
    private CellText text;

    @BeforeEach
    void open() throws Exception {
        pack = Pack.open(TestWorld.build(folder, HUNT, 2).pack());
        text = new CellText(HUNT, HuntGraph.over(pack.graph()), LONGEST);
    }

    @AfterEach
    void close() {
        pack.close();
    }

    @Test
    void keepsTheDocumentByteForByte() throws Exception {
        String blob = "{\"b\" : 1.50, \"ü\":[{\"key\":2}]}";

        List<NewCell> cells =
                text.read(
                        "\n{\"blob\":"
                                + blob
                                + ",\"spot\":7,\"site\":3,\"room\":\"r1\"}\r\n"
                                + "{\"room\":\"r0\",\"site\":0,\"spot\":1048575,\"blob\":{}}");

        assertThat(cells).hasSize(2);
        long fp = Fingerprint.room(HUNT, "r1");
        NewCell first = cells.getFirst();
        assertThat(CellKey.partition(first.cell())).isEqualTo((int) (fp >>> 48));
        assertThat(CellKey.site(first.cell())).isEqualTo(3);
        assertThat(CellKey.spot(first.cell())).isEqualTo(7);
        assertThat(document(first)).isEqualTo(blob);
        assertThat(CellKey.spot(cells.getLast().cell())).isEqualTo(CellKey.SPOTS - 1);
        assertThat(document(cells.getLast())).isEqualTo("{}");
    }

    private static String document(NewCell cell) {
        byte[] out = new byte[LONGEST];
        int stored = cell.stored().length;
        try (var decoder = new BlobDecoder(LONGEST)) {
            int length =
                    decoder.decode(
                            cell.cell(),
                            new Checksum().ofBlob(cell.stored(), 0, stored, cell.cell()),
                            cell.plainBytes(),
                            MemorySegment.ofArray(cell.stored()),
                            0,
                            stored,
                            MemorySegment.ofArray(out),
                            0,
                            LONGEST);
            return new String(out, 0, length, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`room`:`r9`,`site`:0,`spot`:0,`blob`:{}} | the hunt has no room 'r9'",
                "{`room`:`r0`,`site`:4,`spot`:0,`blob`:{}} | room r0 has 4 sites",
                "{`room`:`r0`,`site`:-1,`spot`:0,`blob`:{}} | 'site' is out of range",
                "{`room`:`r0`,`site`:0,`spot`:1048576,`blob`:{}} | 'spot' is out of range",
                "{`room`:`r0`,`site`:0,`spot`:0.5,`blob`:{}} | 'spot' must be a number",
                "{`room`:`r0`,`site`:99999999999999999999,`spot`:0,`blob`:{}} | JSON",
                "{`room`:`r0`,`site`:0,`spot`:0,`blob`:[]} | 'blob' must be an object",
                "{`room`:`r0`,`site`:0,`spot`:0,`blob`:{`key`:`k`}} | cannot be added",
                "{`room`:`r0`,`site`:0,`spot`:0} | room, site, spot and blob",
                "{`room`:`r0`,`site`:0,`spot`:0,`blob`:{},`x`:1} | no member 'x'",
                "{`room`:`r0`,`room`:`r1`,`site`:0,`spot`:0,`blob`:{}} | JSON",
                "{`room`:`r0`,`site`:0,`spot`:0,`blob`:{}} {} | follows the object",
                "{`room`:`r0`,`site`:0,`spot`:0,`blob`:{ | JSON",
                "{`room`:`a/b`,`site`:0,`spot`:0,`blob`:{}} | 'room'",
                "7 | a cell is an object",
            })
    void namesTheLineThatIsWrong(String line, String why) {
        String good = "{\"room\":\"r0\",\"site\":0,\"spot\":0,\"blob\":{}}\n";

        assertThatThrownBy(() -> text.read(good + line.replace('`', '"')))
                .isInstanceOf(CellText.NoCell.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(why);
    }

    @Test
    void refusesADocumentThatReadersHaveNoRoomFor() throws Exception {
        String head = "{\"room\":\"r0\",\"site\":0,\"spot\":0,\"blob\":{\"a\":\"";
        String longest = "x".repeat(LONGEST - 8);

        assertThat(text.read(head + longest + "\"}}")).hasSize(1);
        assertThatThrownBy(() -> text.read(head + longest + "x\"}}"))
                .hasMessageContaining("the longest of this hunt has " + LONGEST);
    }

    @Test
    void refusesATextWithoutACell() {
        assertThatThrownBy(() -> text.read(" \n\n")).hasMessageContaining("there is no cell");
    }
}
