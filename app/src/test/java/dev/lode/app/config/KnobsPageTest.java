package dev.lode.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lode.base.knob.Knob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void listsTheKnobsOfEveryClassThatDeclaresSome() throws ReflectiveOperationException {
        var declaring =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.lode")
                                .stream()
                                .filter(type -> type.getSimpleName().endsWith("Knobs"))
                                .filter(type -> type.tryGetField("ALL").isPresent())
                                .toList();
        assertThat(declaring).isNotEmpty();
        var registered =
                AllKnobs.REGISTRY.all().stream().map(Knob::name).collect(Collectors.toSet());
        for (JavaClass type : declaring) {
            var all = (List<?>) type.reflect().getField("ALL").get(null);
            for (Object knob : all) {
                assertThat(registered)
                        .as("AllKnobs must name " + type.getName() + ".ALL")
                        .contains(((Knob<?>) knob).name());
            }
        }
    }
}
