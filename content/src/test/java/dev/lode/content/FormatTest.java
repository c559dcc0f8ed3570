package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lode.content.lz4.Lz4FrameInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
    private static final Path FORMAT = Path.of("..", "docs", "format");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void listsEveryCodeInItsReference() throws IOException {
        List<String> listed =
                Files.readString(FORMAT.resolve("authoring.md"))
                        .lines()
                        .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| [^|]+ \\|"))
                        .map(line -> line.split("`", -1)[1])
                        .toList();
        assertThat(listed).isEqualTo(List.of(Code.values()).stream().map(Code::word).toList());
    }

    @Test
    void letsTheExampleThrough() throws IOException {
        Path world = ExampleWorldTest.WORLD;
        assertThat(
                        schema("hunt")
                                .validate(
                                        Files.readString(world.resolve("hunt.yaml")),
                                        InputFormat.YAML))
                .isEmpty();
        valid(schema("rooms"), world.resolve("rooms.jsonl.lz4"), 300);
        valid(schema("cells"), world.resolve("cells.jsonl.lz4"), 1000);
    }

    @Test
    void refusesWhatLintRefuses() throws IOException {
        List<String> rooms =
                List.of(
                        "{\"sites\":[{}]}",
                        "{\"room\":\"a/b\",\"sites\":[{}]}",
                        "{\"room\":\"a\",\"sites\":[]}",
                        "{\"room\":\"a\",\"sites\":[" + "{},".repeat(256) + "{}]}",
                        "{\"room\":\"a\",\"sites\":[{}],\"edges\":[[0]]}",
                        "{\"room\":\"a\",\"sites\":[{}],\"edges\":[[0,256]]}",
                        "{\"room\":\"a\",\"sites\":[{}],\"gates\":[{\"from\":0,\"to\":1}]}",
                        "{\"room\":\"a\",\"sites\":[{}],\"gates\":[{\"from\":0,\"needs\":\"k\"}]}",
                        "{\"room\":\"a\",\"sites\":[{}],\"exit\":[]}");
        assertThat(rooms).allSatisfy(line -> refused(schema("rooms"), line, InputFormat.JSON));
        List<String> cells =
                List.of(
                        "{\"room\":\"a\",\"site\":0,\"spot\":0}",
                        "{\"room\":\"a\",\"site\":256,\"spot\":0,\"blob\":{}}",
                        "{\"room\":\"a\",\"site\":0,\"spot\":1048576,\"blob\":{}}",
                        "{\"room\":\"a\",\"site\":0,\"spot\":0,\"blob\":{\"key\":1}}",
                        "{\"room\":\"a\",\"site\":0,\"spot\":0,\"blob\":[]}");
        assertThat(cells).allSatisfy(line -> refused(schema("cells"), line, InputFormat.JSON));
        List<String> hunts =
                List.of(
                        "prizes: []",
                        "{name: a/b, prizes: []}",
                        "{name: a, prizes: [], rules: {cooldown: 200}}",
                        "{name: a, prizes: [{id: x, key: y, stock: 0}]}",
                        "{name: a, prizes: [{id: x}]}",
                        "{name: a, prizes: [], rule: {}}");
        assertThat(hunts).allSatisfy(text -> refused(schema("hunt"), text, InputFormat.YAML));
    }

    private static void refused(Schema schema, String text, InputFormat format) {
        assertThat(schema.validate(text, format)).as(text).isNotEmpty();
    }

    private static void valid(Schema schema, Path file, int linesMax) throws IOException {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(
                                new Lz4FrameInput(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            assertThat(in.lines().limit(linesMax))
                    .allSatisfy(
                            line -> assertThat(schema.validate(line, InputFormat.JSON)).isEmpty());
        }
    }

    private static Schema schema(String name) throws IOException {
        return REGISTRY.getSchema(Files.readString(FORMAT.resolve(name + ".schema.json")));
    }
}
