package dev.lode.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.knob.Knob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class KnobsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operate", "knobs.md");

    @Test
    void isWhatStandsInTheDocuments() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("make it anew: ./lode config explain --markdown > docs/operate/knobs.md")
                .isEqualTo(KnobsPage.of(AllKnobs.REGISTRY));
    }

    @Test
    void listsTheKnobsOfEveryClassThatDeclaresSome() throws Exception {
        var registered =
                AllKnobs.REGISTRY.all().stream().map(Knob::name).collect(Collectors.toSet());
        var declaring = declaringClasses();
        assertThat(declaring).hasSizeGreaterThan(3);
        for (String name : declaring) {
            var all = (List<?>) Class.forName(name).getField("ALL").get(null);
            for (Object knob : all) {
                assertThat(registered)
                        .as("AllKnobs must name " + name + ".ALL")
                        .contains(((Knob<?>) knob).name());
            }
        }
    }

    /// Every `XxxKnobs` of every module of ours that this test runs with.
    private static List<String> declaringClasses() throws IOException {
        var names = new ArrayList<String>();
        for (var module : ModuleLayer.boot().configuration().modules()) {
            if (!module.name().startsWith("dev.lode.")) {
                continue;
            }
            try (var reader = module.reference().open();
                    var entries = reader.list()) {
                entries.filter(entry -> entry.endsWith("Knobs.class"))
                        .map(entry -> entry.replace('/', '.').replaceFirst("\\.class$", ""))
                        .filter(name -> !name.equals(AllKnobs.class.getName()))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
