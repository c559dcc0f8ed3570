package dev.lode.edge;

import dev.lode.base.memory.Memory;
import dev.lode.base.memory.ProcessMemory;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// The memory of this process as Prometheus reads it: its text format, version 0.0.4.
final class MemoryMetrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private MemoryMetrics() {}

    /// Cost: the system walks all maps of the process, milliseconds; not for an I/O thread.
    static String now() {
        return text(Memory.byOwner(), ProcessMemory.ofThis());
    }

    static String text(Map<String, Memory.Use> owners, Optional<ProcessMemory> process) {
        var out = new StringBuilder();
        byOwner(out, owners, "reserved", "taken from the system", Memory.Use::reserved);
        byOwner(out, owners, "used", "that hold something", Memory.Use::used);
        byOwner(out, owners, "mapped", "of files, which the system may drop", Memory.Use::mapped);
        process.ifPresent(now -> {
            gauge(out, "resident_bytes", "All pages that are present (Rss).", now.resident());
            gauge(out, "anonymous_bytes", "Pages of no file (Anonymous).", now.anonymous());
            gauge(out, "anon_huge_bytes", "Own huge pages (AnonHugePages).", now.anonymousHuge());
            gauge(out, "file_huge_bytes", "Huge pages of files (FilePmdMapped).", now.fileHuge());
            gauge(out, "swapped_bytes", "Own pages in swap.", now.swapped());
            head(out, "lode_process_major_faults_total", "Faults on the disk.", "counter");
            out.append("lode_process_major_faults_total ").append(now.majorFaults()).append('\n');
        });
        return out.toString();
    }

    private static void byOwner(
            StringBuilder out,
            Map<String, Memory.Use> owners,
            String kind,
            String help,
            ToLongFunction<Memory.Use> value) {
        String name = "lode_memory_" + kind + "_bytes";
        head(out, name, "Bytes off heap " + help + ", by owner.", "gauge");
        owners.forEach((owner, use) ->
                out.append(name)
                        .append("{owner=\"")
                        .append(owner)
                        .append("\"} ")
                        .append(value.applyAsLong(use))
                        .append('\n'));
    }

    private static void gauge(StringBuilder out, String of, String help, long value) {
        String name = "lode_process_" + of;
        head(out, name, help, "gauge");
        out.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder out, String name, String help, String type) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
