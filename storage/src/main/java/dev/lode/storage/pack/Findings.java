package dev.lode.storage.pack;

import java.util.ArrayList;
import java.util.List;

/// The damages that a check has found so far: the first of them by name, all of them by number.
///
/// Threads: owned by one. Memory: bounded by the number that may be named.
final class Findings {
    private final int namedMax;
    private final List<VerifyReport.Damage> named = new ArrayList<>();
    private long total;

    Findings(int namedMax) {
        this.namedMax = namedMax;
    }

    void add(String section, long offset, long bytes, String what) {
        add(section, -1, -1, offset, bytes, what);
    }

    void add(String section, int partition, int ordinal, long offset, long bytes, String what) {
        total++;
        if (named.size() < namedMax) {
            named.add(new VerifyReport.Damage(section, partition, ordinal, offset, bytes, what));
        }
    }

    long total() {
        return total;
    }

    List<VerifyReport.Damage> named() {
        return List.copyOf(named);
    }
}
