package dev.lode.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.lode.app.cli.Console;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the compiler cannot hold of the house's order.
final class HouseTest {
    private static final JavaClasses CLASSES = importOurs();

    private static JavaClasses importOurs() {
        // The rules look at names alone, so the classes of the JDK and of libraries need no import.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lode");
    }

    private static final List<String> FORBIDDEN =
            List.of(
                    "java.nio.file.",
                    "java.nio.channels.File",
                    "java.nio.channels.Socket",
                    "java.net.",
                    "java.io.File",
                    "java.io.RandomAccessFile",
                    "java.time.Clock",
                    "java.lang.Thread",
                    "java.util.concurrent.",
                    "java.util.Timer");

    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
            describe(
                    "a clock, a thread, a file or a socket",
                    type ->
                            FORBIDDEN.stream().anyMatch(type.getName()::startsWith)
                                    && !type.getPackageName().endsWith(".atomic"));

    private static final Set<String> SOURCES =
            Set.of(
                    "java.lang.System",
                    "java.lang.Math",
                    "java.util.UUID",
                    "java.time.Instant",
                    "java.time.LocalDateTime",
                    "java.time.ZonedDateTime",
                    "dev.lode.base.time.NanoClock",
                    "dev.lode.base.time.MillisClock");

    private static final Set<String> READINGS =
            Set.of("nanoTime", "currentTimeMillis", "now", "randomUUID", "random", "SYSTEM");

    private static final DescribedPredicate<JavaAccess<?>> TIME_OR_CHANCE =
            describe(
                    "time or chance that was not handed in",
                    access ->
                            SOURCES.contains(access.getTargetOwner().getName())
                                    && READINGS.contains(access.getName()));

    @Test
    void seesEveryModule() {
        var seen = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        var ours =
                ModuleLayer.boot().modules().stream()
                        .filter(module -> module.getName().startsWith("dev.lode."))
                        .toList();
        assertThat(ours).hasSizeGreaterThan(10);
        for (Module module : ours) {
            assertThat(seen).as(module.getName()).containsAll(module.getPackages());
        }
    }

    @Test
    void keepsClocksThreadsAndFilesOutOfThePureModules() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.lode.game..", "dev.lode.router..")
                .should()
                .dependOnClassesThat(OUTSIDE_WORLD)
                .orShould()
                .accessTargetWhere(TIME_OR_CHANCE)
                .because("a simulator must be able to run years of them")
                .check(CLASSES);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        SlicesRuleDefinition.slices()
                .matching("dev.lode.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void writesToTheTerminalThroughTheConsoleAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Console.class.getName())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
