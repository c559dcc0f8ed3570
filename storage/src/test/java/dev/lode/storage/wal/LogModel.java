package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a log should hold, as plain values.
///
/// @param logs by number
record LogModel(Map<Integer, One> logs) {
    /// One log.
    ///
    /// @param first index
    /// @param entries from there
    /// @param metadata as text
    record One(long first, List<String> entries, String metadata) {
        long last() {
            return first + entries.size() - 1;
        }
    }

    static LogModel empty() {
        return new LogModel(Map.of());
    }

    One get(int log) {
        return logs.getOrDefault(log, new One(1, List.of(), ""));
    }

    private LogModel with(int log, One one) {
        var copy = new TreeMap<>(logs);
        copy.put(log, one);
        return new LogModel(copy);
    }

    LogModel append(int log, String text) {
        One one = get(log);
        var entries = new ArrayList<>(one.entries());
        entries.add(text);
        return with(log, new One(one.first(), List.copyOf(entries), one.metadata()));
    }

    LogModel metadata(int log, String text) {
        One one = get(log);
        return with(log, new One(one.first(), one.entries(), text));
    }

    LogModel truncatePrefix(int log, long firstKept) {
        One one = get(log);
        if (firstKept <= one.first()) {
            return with(log, one);
        }
        return firstKept > one.last()
                ? reset(log, firstKept)
                : with(
                        log,
                        new One(
                                firstKept,
                                one.entries()
                                        .subList(
                                                (int) (firstKept - one.first()),
                                                one.entries().size()),
                                one.metadata()));
    }

    LogModel truncateSuffix(int log, long lastKept) {
        One one = get(log);
        long kept = Math.clamp(lastKept - one.first() + 1, 0, one.entries().size());
        return with(
                log, new One(one.first(), one.entries().subList(0, (int) kept), one.metadata()));
    }

    LogModel reset(int log, long next) {
        return with(log, new One(next, List.of(), get(log).metadata()));
    }

    /// Reads a log whole.
    static LogModel of(Wal wal) throws IOException {
        var logs = new TreeMap<Integer, One>();
        for (int log : wal.logs()) {
            var entries = new ArrayList<String>();
            wal.replay(log, 0, entry -> entries.add(new String(entry.bytes(), UTF_8)));
            byte[] metadata = wal.metadata(log);
            logs.put(
                    log,
                    new One(
                            wal.firstIndex(log),
                            List.copyOf(entries),
                            metadata == null ? "" : new String(metadata, UTF_8)));
        }
        return new LogModel(logs);
    }
}
