package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import dev.lode.game.graph.HuntGraph;
import dev.lode.router.Fingerprint;
import dev.lode.storage.pack.HiddenKey;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExampleWorldTest {
    static final Path WORLD = Path.of("..", "examples", "world");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path temp;

    @Test
    void isSound() {
        LintReport report = Lint.run(WORLD, Settings.defaults(), ProgressListener.NONE);
        assertThat(report.text()).isEqualTo("2284 rooms, 116640 cells, 150 keys: nothing found\n");
    }

    @Test
    void isPackedAndItsHintsLeadToItsKeys() throws IOException {
        Path file = temp.resolve("world.lode");
        Packing.run(new PackRequest(WORLD, file, Settings.defaults()), ProgressListener.NONE);
        List<JsonNode> hints =
                Files.readAllLines(WORLD.resolve("hints.jsonl")).stream()
                        .map(JSON::readTree)
                        .toList();
        try (Pack pack = Pack.open(file)) {
            Map<Long, HiddenKey> keyOfCell =
                    pack.unsealKeys(SecretFile.read(SecretFile.of(file))).stream()
                            .collect(Collectors.toMap(HiddenKey::cell, key -> key));
            HuntGraph graph = HuntGraph.over(pack.graph());
            Map<String, Integer> prizeOfHint = new HashMap<>();
            for (JsonNode hint : hints) {
                prizeOfHint.put(hint.get("hint").asString(), prize(hint, pack, keyOfCell));
            }
            assertThat(prizeOfHint.values()).doesNotHaveDuplicates().hasSize(150);
            for (JsonNode hint : hints) {
                List<Integer> needed = new ArrayList<>();
                hint.path("needs").forEach(need -> needed.add(prizeOfHint.get(need.asString())));
                assertThat(gatesOn(hint, graph)).as(hint.toString()).isEqualTo(needed);
            }
            assertThat(keyOfCell.values().stream().map(HiddenKey::stock).distinct().sorted())
                    .containsExactly(1, 3, 10);
        }
    }

    /// The prize of the one cell of a hint that hides a key.
    private static int prize(JsonNode hint, Pack pack, Map<Long, HiddenKey> keyOfCell) {
        List<HiddenKey> found = new ArrayList<>();
        String last = hint.get("route").get(hint.get("route").size() - 1).asString();
        for (JsonNode cell : hint.get("cells")) {
            String[] parts = cell.asString().split("/", -1);
            assertThat(cell.asString()).startsWith(last + "/");
            long room = Fingerprint.room("world", parts[0]);
            HiddenKey key =
                    keyOfCell.get(
                            CellKey.of(
                                    Fingerprint.partition(room),
                                    pack.extent().ordinal(room),
                                    Integer.parseInt(parts[1]),
                                    Integer.parseInt(parts[2])));
            if (key != null) {
                found.add(key);
            }
        }
        assertThat(found).as(hint.toString()).hasSize(1);
        return found.getFirst().prize();
    }

    /// Walks a hint's route and tells the prizes whose keys its gates need.
    private static List<Integer> gatesOn(JsonNode hint, HuntGraph graph) {
        List<Integer> gates = new ArrayList<>();
        int room = -1;
        int site = -1;
        for (JsonNode step : hint.get("route")) {
            String[] parts = step.asString().split("/", -1);
            long fingerprint = Fingerprint.room("world", parts[0]);
            int next = Integer.parseInt(parts[1]);
            if (room < 0) {
                assertThat(graph.isEntry(graph.room(fingerprint), next)).isTrue();
            } else {
                long edge = graph.edge(room, site, fingerprint, next);
                assertThat(edge).as("to %s of %s", step, hint).isNotEqualTo(HuntGraph.NO_EDGE);
                if (graph.gatePrize(edge) != HuntGraph.NO_PRIZE) {
                    gates.add(graph.gatePrize(edge));
                }
            }
            room = graph.room(fingerprint);
            site = next;
        }
        assertThat(hint.get("route").size()).isLessThanOrEqualTo(7);
        return gates;
    }
}
