package dev.lode.base.knob;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/// The text forms of sizes and durations.
final class Units {
    private static final Pattern NUMBER_WITH_UNIT =
            Pattern.compile("(-?[0-9][0-9_]*(?:\\.[0-9]+)?)\\s*([^0-9\\s._-]*)");

    /// Largest first; a size is printed with the unit that gives the shortest text.
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    /// Largest first; `m` is missing because it is one slip away from `ms`.
    private static final Map<String, Long> TIMES = new LinkedHashMap<>();

    /// What a number without a unit most likely meant.
    private static final Set<String> PLAIN_MEANT = Set.of("MB", "MiB", "ms", "s");

    static {
        SIZES.put("TiB", 1L << 40);
        SIZES.put("GiB", 1L << 30);
        SIZES.put("MiB", 1L << 20);
        SIZES.put("KiB", 1L << 10);
        SIZES.put("TB", 1_000_000_000_000L);
        SIZES.put("GB", 1_000_000_000L);
        SIZES.put("MB", 1_000_000L);
        SIZES.put("kB", 1_000L);
        SIZES.put("KB", 1_000L);
        SIZES.put("B", 1L);
        TIMES.put("d", 86_400_000_000_000L);
        TIMES.put("h", 3_600_000_000_000L);
        TIMES.put("min", 60_000_000_000L);
        TIMES.put("s", 1_000_000_000L);
        TIMES.put("ms", 1_000_000L);
        TIMES.put("us", 1_000L);
        TIMES.put("\u00b5s", 1_000L);
        TIMES.put("ns", 1L);
    }

    private Units() {}

    static String text(Duration time) {
        long nanos = time.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        for (var unit : TIMES.entrySet()) {
            if (nanos % unit.getValue() == 0) {
                return nanos / unit.getValue() + unit.getKey();
            }
        }
        throw new AssertionError("every duration is a multiple of 1ns");
    }

    static String sizeText(long bytes) {
        String shortest = bytes + "B";
        if (bytes == 0) {
            return shortest;
        }
        for (var unit : SIZES.entrySet()) {
            String text = bytes / unit.getValue() + unit.getKey();
            // A unit of three letters may be one longer: 64KiB is better than 65536B, 1KiB than
            // 1024B, but 128MB is better than 125000KiB.
            if (bytes % unit.getValue() == 0 && text.length() < shortest.length()) {
                shortest = text;
            }
        }
        return shortest;
    }

    /// Reads a size; a number without a unit means bytes only where the knob's name says so.
    static Reading readSize(String text, boolean nameSaysBytes) {
        return read(
                text, SIZES, nameSaysBytes, "128MB (128,000,000 bytes) or 128MiB (134,217,728)");
    }

    static Reading readDuration(String text) {
        return switch (read(text, TIMES, false, "250ms, 30s, 5min or 2h")) {
            case Reading.Value(Object nanos) -> new Reading.Value(Duration.ofNanos((Long) nanos));
            case Reading.Off off -> off;
            case Reading.Refused refused -> refused;
        };
    }

    private static Reading read(
            String text, Map<String, Long> units, boolean plainAllowed, String example) {
        var parts = NUMBER_WITH_UNIT.matcher(text);
        if (!parts.matches()) {
            return new Reading.Refused(
                    "it is not a number with a unit", "write for instance " + example);
        }
        var number = new BigDecimal(parts.group(1).replace("_", ""));
        String unit = parts.group(2);
        Long factor = units.get(unit);
        if (unit.isEmpty() && (plainAllowed || number.signum() == 0)) {
            factor = 1L;
        }
        if (factor == null) {
            return new Reading.Refused(
                    unit.isEmpty() ? "it has no unit" : "the unit \"" + unit + "\" is unknown",
                    "write for instance " + nearest(parts.group(1), unit, units).orElse(example));
        }
        try {
            long value =
                    number.multiply(BigDecimal.valueOf(factor))
                            .setScale(0, RoundingMode.UNNECESSARY)
                            .longValueExact();
            return new Reading.Value(value);
        } catch (ArithmeticException e) {
            return new Reading.Refused(
                    number.abs().compareTo(BigDecimal.ONE) < 0
                            ? "it is a fraction of the smallest unit"
                            : "it is too large or too fine for a whole number of the smallest unit",
                    "write for instance " + example);
        }
    }

    /// The same number with the units that a slip of the pen may have meant: `128M`, `128mb`, `5m`.
    private static Optional<String> nearest(String number, String unit, Map<String, Long> units) {
        var meant = new StringJoiner(" or ");
        for (String known : units.keySet()) {
            if (unit.isEmpty()
                    ? PLAIN_MEANT.contains(known)
                    : Character.toLowerCase(known.charAt(0))
                                    == Character.toLowerCase(unit.charAt(0))
                            && !known.equals("KB")) {
                meant.add(number + known);
            }
        }
        return meant.length() == 0 ? Optional.empty() : Optional.of(meant.toString());
    }
}
