package dev.lode.base.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;

/// What the system says about a process's memory.
///
/// Units: bytes, and faults since the process began. Cost: the system walks all maps of the
/// process, a few milliseconds; never for the way of a request. From Linux's `smaps_rollup` and
/// `stat`.
///
/// @param resident all pages that are present: own ones and those of mapped files
/// @param anonymous the part that belongs to no file
/// @param anonymousHuge the part of that in huge pages (AnonHugePages)
/// @param fileHuge pages of files in huge pages (FilePmdMapped)
/// @param swapped own pages that lie in swap
/// @param minorFaults faults that no disk was asked for
/// @param majorFaults faults that waited for a disk
public record ProcessMemory(
        long resident,
        long anonymous,
        long anonymousHuge,
        long fileHuge,
        long swapped,
        long minorFaults,
        long majorFaults) {
    private static final int MINOR_FAULTS = 7;
    private static final int MAJOR_FAULTS = 9;

    /// The memory of this process.
    ///
    /// @return what there is; nothing on a system that is not Linux
    public static Optional<ProcessMemory> ofThis() {
        return of(Path.of("/proc/self"));
    }

    /// The memory of a process.
    ///
    /// @param process its number
    /// @return what there is; nothing where there is no such process, or it is another user's
    public static Optional<ProcessMemory> of(long process) {
        return of(Path.of("/proc", Long.toString(process)));
    }

    private static Optional<ProcessMemory> of(Path process) {
        try {
            return Optional.of(
                    parse(
                            Files.readString(process.resolve("smaps_rollup")),
                            Files.readString(process.resolve("stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static ProcessMemory parse(String rollup, String stat) {
        var kilobytes = new HashMap<String, Long>();
        for (String line : rollup.lines().toList()) {
            String[] words = line.split(" +", -1);
            if (words.length == 3 && words[2].equals("kB")) {
                kilobytes.put(words[0], Long.parseLong(words[1]));
            }
        }
        // The second field is the name in brackets and may hold anything; from the third on all are
        // plain.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcessMemory(
                bytes(kilobytes, "Rss:"),
                bytes(kilobytes, "Anonymous:"),
                bytes(kilobytes, "AnonHugePages:"),
                bytes(kilobytes, "FilePmdMapped:"),
                bytes(kilobytes, "Swap:"),
                Long.parseLong(fields[MINOR_FAULTS]),
                Long.parseLong(fields[MAJOR_FAULTS]));
    }

    private static long bytes(HashMap<String, Long> kilobytes, String name) {
        return kilobytes.getOrDefault(name, 0L) * 1024;
    }
}
