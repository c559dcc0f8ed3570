package dev.lode.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A memory cgroup that lives as long as a measurement: what runs in it has so much memory, page
/// cache included, and no more.
final class MemoryCage implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String NAME = "lode-bench-";

    private final Path group;
    private final boolean first;

    private MemoryCage(Path group, boolean first) {
        this.group = group;
        this.first = first;
    }

    /// Makes one.
    ///
    /// @param bytes how much memory
    /// @throws BenchFailed where this user or machine may not
    static MemoryCage of(long bytes) {
        boolean first = Files.isDirectory(ROOT.resolve("memory"));
        Path parent = first ? ROOT.resolve("memory") : ROOT;
        Path group = parent.resolve(NAME + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
            var cage = new MemoryCage(group, first);
            Files.writeString(
                    group.resolve(first ? "memory.limit_in_bytes" : "memory.max"),
                    Long.toString(bytes));
            return cage;
        } catch (IOException e) {
            throw new BenchFailed(
                    "no memory cgroup can be made in "
                            + parent
                            + " ("
                            + e.getMessage()
                            + "): run this as root, outside of a container that forbids it",
                    e);
        }
    }

    /// Takes a file out of the page cache: what is cached was paid for by who brought it there, and
    /// would be free for who runs in a cage.
    static void forget(Path file) throws IOException, InterruptedException {
        Children.Output said =
                Children.run(List.of("dd", "if=" + file, "iflag=nocache", "count=0"));
        if (said.status() != 0) {
            throw new BenchFailed("dd cannot drop what is cached: " + said.lines());
        }
    }

    /// A command that runs another within the cage.
    List<String> inside(List<String> command) {
        var all = new ArrayList<String>();
        all.addAll(
                List.of(
                        "sh",
                        "-c",
                        "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"",
                        group.toString()));
        all.addAll(command);
        return all;
    }

    /// The most memory that was in use since it was last asked, page cache included.
    long peakBytes() throws IOException {
        Path peak = group.resolve(first ? "memory.max_usage_in_bytes" : "memory.peak");
        return Files.exists(peak) ? Long.parseLong(Files.readString(peak).strip()) : 0;
    }

    @Override
    public void close() throws IOException {
        Files.delete(group); // the kernel's files in it go with it
    }
}
