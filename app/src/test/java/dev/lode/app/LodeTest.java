package dev.lode.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LodeTest {
    @Test
    void listsItsCommandsWhereNoneIsNamed() {
        var run = CommandLineRun.of();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: lode", "config", "version", "Exit status:");
    }

    @Test
    void helpsWithEveryCommandAndCountsThatAsDone() {
        assertThat(CommandLineRun.of("--help").status()).isZero();
        var run = CommandLineRun.of("config", "explain", "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: lode config explain", "--set=NAME=VALUE");
    }

    @Test
    void answersAnUnknownCommandInOneLineWithTheNearest() {
        var run = CommandLineRun.of("confg");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("confg", "lode config");
    }

    @Test
    void answersAnUnknownOptionInOneLine() {
        var run = CommandLineRun.of("version", "--nonsense");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("--nonsense");
    }

    @Test
    void printsItsVersion() {
        assertThat(CommandLineRun.of("version").out()).startsWith("lode ");
    }
}
