package dev.lode.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Other processes that write files of 100 MB to the same disk and compress them, one after the
/// other, until it is closed.
final class DiskNoise implements AutoCloseable {
    private static final List<List<String>> COMPRESSORS =
            List.of(
                    List.of("zstd", "-q", "-f", "-3"),
                    List.of("lz4", "-q", "-f"),
                    List.of("gzip", "-k", "-f"));
    private static final int MEGABYTES = 100;

    private final Path file;
    private final List<String> compressor;
    private final Thread loop;
    private volatile boolean stopped;
    private final AtomicInteger rounds = new AtomicInteger();

    DiskNoise(Path folder) throws IOException {
        file = folder.resolve("noise");
        compressor =
                COMPRESSORS.stream()
                        .filter(DiskNoise::installed)
                        .findFirst()
                        .orElseThrow(() -> new BenchFailed("neither zstd, lz4 nor gzip is here"));
        loop = Thread.ofPlatform().name("noise").start(this::run);
    }

    String compressor() {
        return compressor.getFirst();
    }

    /// How many files were written and compressed.
    int rounds() {
        return rounds.get();
    }

    private static boolean installed(List<String> command) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, command.getFirst()))) {
                return true;
            }
        }
        return false;
    }

    private void run() {
        List<String> compress = new ArrayList<>(compressor);
        compress.add(file.toString());
        if (!compressor().equals("gzip")) {
            compress.addAll(compressor().equals("zstd") ? List.of("-o") : List.of());
            compress.add(file + ".packed");
        }
        try {
            while (!stopped) {
                wait(
                        List.of(
                                "dd",
                                "if=/dev/urandom",
                                "of=" + file,
                                "bs=1000000",
                                "count=" + MEGABYTES,
                                "status=none"));
                wait(compress);
                rounds.incrementAndGet();
            }
        } catch (IOException e) {
            stopped = true; // the rows say how many rounds there were
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wait(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            process.waitFor();
        } finally {
            process.destroy();
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        loop.interrupt();
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.newDirectoryStream(file.getParent(), "noise*")) {
            for (Path one : files) {
                Files.deleteIfExists(one);
            }
        }
    }
}
