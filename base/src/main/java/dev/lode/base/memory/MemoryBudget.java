package dev.lode.base.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a process may need at the most, part by part, against what it may use.
///
/// Known before anything is taken: every part is a bound that a setting names, so a sum that fits
/// cannot be exceeded later. Units: bytes.
///
/// @param parts in the order in which they are told
/// @param limit what the process may use
/// @param limitFrom who says so, such as `the machine`
public record MemoryBudget(List<Part> parts, long limit, String limitFrom) {
    private static final int LARGEST = 3;

    /// One thing that needs memory.
    ///
    /// @param what it is
    /// @param bytes that it may need
    /// @param bound what holds it to that: a knob, a flag, or what else to lower
    public record Part(String what, long bytes, String bound) {}

    /// Keeps the parts as they are.
    public MemoryBudget {
        parts = List.copyOf(parts);
    }

    /// What all parts need together.
    ///
    /// @return bytes
    public long total() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /// The budget for people: a line for the sum, and one for each part.
    ///
    /// @return the lines
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("memory: at most %s of %s (%s)".formatted(text(total()), text(limit), limitFrom));
        for (Part part : parts) {
            lines.add("memory: %11s  %s (%s)".formatted(text(part.bytes), part.what, part.bound));
        }
        return lines;
    }

    /// Why a process with this budget must not start.
    ///
    /// @return what is too large, and what to lower; nothing where it fits
    public Optional<String> refusal() {
        if (total() <= limit) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        text.append(
                "the memory budget does not fit: at most %s are needed, %s may be used (%s). The"
                                .formatted(text(total()), text(limit), limitFrom)
                        + " largest parts:");
        parts.stream()
                .sorted(Comparator.comparingLong(Part::bytes).reversed())
                .limit(LARGEST)
                .forEach(part ->
                        text.append(
                                " %s %s (bound: %s);"
                                        .formatted(part.what, text(part.bytes), part.bound)));
        text.append(" or give the process more memory");
        return Optional.of(text.toString());
    }

    /// A number of bytes for people: whole MiB, rounded up.
    ///
    /// @param bytes how many
    /// @return such as `1,024 MiB`
    public static String text(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", Math.ceilDiv(bytes, 1L << 20));
    }
}
