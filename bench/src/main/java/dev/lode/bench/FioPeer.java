package dev.lode.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Random reads of a file by fio: what the file system gives to a program that does nothing else.
final class FioPeer {
    private FioPeer() {}

    /// What fio measured.
    ///
    /// @param rate reads a second
    /// @param p50Micros half of them took at most
    /// @param p99Micros 99 of 100 took at most
    record Said(double rate, double p50Micros, double p99Micros) {}

    /// The version that is installed.
    static Optional<String> version() throws IOException, InterruptedException {
        try {
            Children.Output said = Children.run(List.of("fio", "--version"));
            return said.status() == 0 ? Optional.of(said.lines().getFirst()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Reads blocks at random, through the page cache as Lode does, each thread one after the
    /// other.
    static Said read(
            MemoryCage cage, Path file, int blockBytes, int threads, int warmSeconds, int seconds)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        "fio",
                        "--name=blobs",
                        "--filename=" + file,
                        "--rw=randread",
                        "--readonly",
                        "--norandommap",
                        "--bs=" + blockBytes,
                        "--ioengine=psync",
                        "--numjobs=" + threads,
                        "--thread",
                        "--group_reporting",
                        "--time_based",
                        "--ramp_time=" + warmSeconds,
                        "--runtime=" + seconds,
                        "--invalidate=0",
                        "--percentile_list=50:99",
                        "--output-format=json");
        Children.Output said = Children.run(cage.inside(command));
        if (said.status() != 0) {
            throw new BenchFailed("fio failed: " + String.join("; ", said.lines()));
        }
        String text = String.join("\n", said.lines());
        try {
            JsonNode read =
                    JsonMapper.shared()
                            .readTree(text.substring(Math.max(0, text.indexOf('{'))))
                            .path("jobs")
                            .path(0)
                            .path("read");
            JsonNode percentiles = read.path("clat_ns").path("percentile");
            return new Said(
                    read.path("iops").asDouble(),
                    percentiles.path("50.000000").asDouble() / 1e3,
                    percentiles.path("99.000000").asDouble() / 1e3);
        } catch (JacksonException e) {
            throw new BenchFailed("fio's answer is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
