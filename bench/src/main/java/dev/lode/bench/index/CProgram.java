package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A program in C that comes as source with the benchmark and is compiled for this machine.
final class CProgram {
    private CProgram() {}

    /// Compiles a program.
    ///
    /// @param name of the source, a resource beside this class, without `.c`
    /// @param folder takes source and program
    /// @return the program; empty where there is no gcc (Debian: gcc, libc6-dev)
    /// @throws IOException where the disk refuses
    /// @throws BenchFailed where gcc refuses the source
    static Optional<Path> compile(String name, Path folder) throws IOException {
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream in = CProgram.class.getResourceAsStream(name + ".c")) {
            if (in == null) {
                throw new BenchFailed("the benchmark lacks its " + name + ".c");
            }
            Files.copy(in, source);
        }
        Process gcc;
        try {
            gcc =
                    new ProcessBuilder(
                                    List.of(
                                            "gcc",
                                            "-O3",
                                            "-march=native",
                                            "-Wall",
                                            "-Wextra",
                                            "-Werror",
                                            "-o",
                                            program.toString(),
                                            source.toString()))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException noGcc) {
            return Optional.empty();
        }
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (gcc.waitFor() != 0) {
                throw new BenchFailed("gcc refuses " + name + ".c: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
        return Optional.of(program);
    }
}
