package dev.lode.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that ran from start to end, and what the kernel says it took.
///
/// @param seconds by the clock
/// @param residentBytesMax the most that was in memory at once, shared pages included
/// @param writtenBytes given to the file system
record PackProcess(double seconds, long residentBytesMax, long writtenBytes) {
    private static final int LOOK_MILLIS = 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long KIBIBYTE = 1024;

    /// Runs a program to its end.
    static PackProcess run(List<String> command) throws IOException {
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long resident = 0;
        long written = 0;
        try {
            // The last look before the end: both figures only grow.
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                Path of = Path.of("/proc/" + process.pid());
                resident = Math.max(resident, KIBIBYTE * figure(of.resolve("status"), "VmHWM:"));
                written = Math.max(written, figure(of.resolve("io"), "wchar:"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new BenchFailed("interrupted", e);
        }
        double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
        if (process.exitValue() != 0) {
            throw new BenchFailed(String.join(" ", command) + " ended with " + process.exitValue());
        }
        return new PackProcess(seconds, resident, written);
    }

    /// Whether a program is here.
    static boolean canRun(List<String> command) throws IOException {
        try {
            run(command);
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such file")) {
                return false;
            }
            throw e;
        }
    }

    private static long figure(Path file, String name) {
        try {
            for (String line : Files.readString(file, StandardCharsets.US_ASCII).split("\n", -1)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0; // it has just ended
        }
        return 0;
    }
}
