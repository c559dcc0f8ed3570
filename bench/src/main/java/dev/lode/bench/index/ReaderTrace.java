package dev.lode.bench.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What Linux counted of one thread up to now.
///
/// @param waitNanos ready to run, but without a processor
/// @param minorFaults page faults without the disk
/// @param majorFaults page faults that waited for the disk
/// @param yields switches because the thread waited for something
/// @param preemptions switches because another thread got the processor
record ReaderTrace(
        long waitNanos, long minorFaults, long majorFaults, long yields, long preemptions) {
    private static final Path THREAD = Path.of("/proc/thread-self");

    /// Of the calling thread.
    ///
    /// @return the counts
    /// @throws IOException where `/proc` says nothing
    static ReaderTrace now() throws IOException {
        return parse(
                Files.readString(THREAD.resolve("schedstat")),
                Files.readString(THREAD.resolve("stat")),
                Files.readAllLines(THREAD.resolve("status")));
    }

    static ReaderTrace parse(String schedstat, String stat, List<String> status) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new ReaderTrace(
                Long.parseLong(schedstat.split(" ", -1)[1]),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[9]),
                field(status, "voluntary_ctxt_switches"),
                field(status, "nonvoluntary_ctxt_switches"));
    }

    private static long field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .sum();
    }

    /// What was counted since an earlier moment.
    ///
    /// @param before that moment
    /// @return the differences
    ReaderTrace since(ReaderTrace before) {
        return new ReaderTrace(
                waitNanos - before.waitNanos,
                minorFaults - before.minorFaults,
                majorFaults - before.majorFaults,
                yields - before.yields,
                preemptions - before.preemptions);
    }
}
