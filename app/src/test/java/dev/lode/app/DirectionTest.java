package dev.lode.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A breach of direction is an error of the compiler, not of a review.
final class DirectionTest {
    private static final String PACK = "dev.lode.storage.pack.Pack";

    @TempDir Path folder;

    @Test
    void letsNodeUseStorage() throws IOException {
        assertThat(compileIn("dev.lode.node", PACK)).isEmpty();
    }

    @Test
    void doesNotLetGameUseStorage() throws IOException {
        assertThat(compileIn("dev.lode.game", PACK))
                .singleElement()
                .asString()
                .contains("module dev.lode.game does not read it");
    }

    @Test
    void doesNotLetTheEdgeUseStorageOrConsensus() throws IOException {
        assertThat(compileIn("dev.lode.edge", PACK))
                .singleElement()
                .asString()
                .contains("module dev.lode.edge does not read it");
        assertThat(compileIn("dev.lode.edge", "dev.lode.consensus.RaftGroup"))
                .singleElement()
                .asString()
                .contains("module dev.lode.edge does not read it");
    }

    @Test
    void doesNotLetRouterUseAnythingButBase() throws IOException {
        assertThat(compileIn("dev.lode.router", "dev.lode.wire.HuntState"))
                .singleElement()
                .asString()
                .contains("module dev.lode.router does not read it");
        assertThat(compileIn("dev.lode.router", "dev.lode.base.CellKey")).isEmpty();
    }

    /// Compiles one class that uses another, as if it were part of a module; returns the errors.
    private List<String> compileIn(String module, String used) throws IOException {
        Path source = Files.createDirectories(folder.resolve(module)).resolve("Breach.java");
        Files.writeString(
                source,
                "package %s.breach; final class Breach { %s used; }".formatted(module, used));
        var printed = new StringWriter();
        ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(printed),
                        new PrintWriter(printed),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        module + "," + used.replaceFirst("(dev\\.lode\\.[a-z]+)\\..*", "$1"),
                        "--patch-module",
                        module + "=" + source.getParent(),
                        "-d",
                        folder.toString(),
                        "-proc:none",
                        source.toString());
        return printed.toString().lines().filter(line -> line.contains("does not read")).toList();
    }
}
