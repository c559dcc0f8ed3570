package dev.lode.app.demo;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.base.knob.Settings;
import dev.lode.content.PackRequest;
import dev.lode.content.Packing;
import dev.lode.content.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// Where a demo keeps its files: the pack, made once, and a fresh data folder for each run.
///
/// The pack lies in `target/demo` of the checkout, so that `mvn clean` removes it.
public final class DemoFolder implements AutoCloseable {
    private static final String HUNT = "world";

    private final Path source;
    private final Path folder;
    private final Path data;

    private DemoFolder(Path source, Path folder, Path data) {
        this.source = source;
        this.folder = folder;
        this.data = data;
    }

    /// Finds the example and makes a fresh data folder.
    ///
    /// @return the folder
    /// @throws CommandFailed where the example is not there
    /// @throws IOException where nothing can be written
    public static DemoFolder open() throws CommandFailed, IOException {
        Path home = Path.of(System.getProperty("lode.home", ".")).toAbsolutePath().normalize();
        Path source = home.resolve("examples").resolve(HUNT);
        if (!Files.isDirectory(source)) {
            throw new CommandFailed(
                    ExitStatus.MISSING,
                    source + ": the example hunt is not there; run ./lode from a checkout of Lode");
        }
        Path folder = home.resolve("target").resolve("demo");
        Files.createDirectories(folder);
        return new DemoFolder(source, folder, Files.createTempDirectory(folder, "run-"));
    }

    /// Packs the example, unless a pack that is newer than its sources is there.
    ///
    /// @param settings the bounds
    /// @param progress hears how far it has come
    /// @throws IOException where the disk refuses
    public void packIfNeeded(Settings settings, ProgressListener progress) throws IOException {
        if (Files.exists(pack()) && Files.exists(secret()) && isNewer(pack())) {
            return;
        }
        Files.deleteIfExists(pack());
        Files.deleteIfExists(secret());
        Packing.run(new PackRequest(source, pack(), settings), progress);
    }

    /// The pack; its secret lies beside it.
    ///
    /// @return NAME.lode
    public Path pack() {
        return folder.resolve(HUNT + ".lode");
    }

    /// The published hints.
    ///
    /// @return hints.jsonl
    public Path hints() {
        return source.resolve("hints.jsonl");
    }

    /// The data folder of this run.
    ///
    /// @return empty at first
    public Path data() {
        return data;
    }

    /// Removes the data folder of this run.
    @Override
    public void close() throws IOException {
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path secret() {
        return folder.resolve(HUNT + ".secret");
    }

    private boolean isNewer(Path pack) throws IOException {
        var made = Files.getLastModifiedTime(pack);
        try (var files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(made) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
