package dev.lode.game;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.lode.game.claim.ClaimLedger;
import org.junit.jupiter.api.Test;

class PurityTest {
    private static final JavaClasses GAME =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importUrl(Rules.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void whatIsLookedAtIsTheWholeGame() {
        assertThat(GAME.contain(Rules.class) && GAME.contain(ClaimLedger.class)).isTrue();
    }

    @Test
    void nothingReadsAClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.lode.base.time")
                .check(GAME);
    }

    @Test
    void nothingOpensAFileOrSocketOrStartsAThreadOrRollsDice() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|RandomAccess).*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.Thread.*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\..*Random.*")
                .check(GAME);
    }

    @Test
    void packagesDoNotGoRoundInCircles() {
        SlicesRuleDefinition.slices()
                .matching("dev.lode.game.(*)")
                .should()
                .beFreeOfCycles()
                .check(GAME);
    }
}
