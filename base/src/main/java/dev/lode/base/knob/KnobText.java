package dev.lode.base.knob;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/// The text form of a knob's value, both ways.
public final class KnobText {
    /// The one word that switches off what may be switched off.
    static final String OFF = "off";

    private KnobText() {}

    static String of(Knob.Unit unit, Object value) {
        return switch (unit) {
            case SIZE -> Units.sizeText((Long) value);
            case DURATION -> Units.text((Duration) value);
            case COUNT, RATIO, PATH, CHOICE, TEXT -> value.toString();
        };
    }

    /// Reads a text as a value of a knob and holds it against the knob's range.
    ///
    /// @param knob which gives unit and range
    /// @param text as written
    /// @return the value, or why it cannot be used
    public static Reading read(Knob<?> knob, String text) {
        if (text.equals(OFF) && knob.unit() != Knob.Unit.TEXT && !knob.choices().contains(OFF)) {
            return knob.offable() ? new Reading.Off() : offRefused(knob);
        }
        return switch (knob.unit()) {
            case SIZE -> within(knob, Units.readSize(text, knob.name().contains("Bytes")));
            case DURATION -> within(knob, Units.readDuration(text));
            case COUNT -> within(knob, readCount(text));
            case RATIO -> within(knob, readRatio(text));
            case CHOICE ->
                    knob.choices().contains(text)
                            ? new Reading.Value(text)
                            : new Reading.Refused(
                                    "it is none of its words",
                                    "write one of " + String.join(", ", knob.choices()));
            case PATH -> readPath(text);
            case TEXT -> readText(knob, text);
        };
    }

    private static Reading offRefused(Knob<?> knob) {
        return new Reading.Refused(
                "it cannot be switched off",
                knob.unit() == Knob.Unit.PATH
                        ? "write ./off for a file of that name"
                        : "write a value within the range");
    }

    private static Reading readCount(String text) {
        String digits = text.replace("_", "");
        if (!digits.matches("-?[0-9]+")) {
            return new Reading.Refused(
                    "it is not a whole number", "write digits alone, for instance 1000");
        }
        try {
            return new Reading.Value(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return new Reading.Refused(
                    "it does not fit 64 bits", "write a number within the range");
        }
    }

    private static Reading readRatio(String text) {
        try {
            double value = Double.parseDouble(text);
            if (text.matches("-?[0-9.]+([eE]-?[0-9]+)?") && Double.isFinite(value)) {
                return new Reading.Value(value);
            }
        } catch (NumberFormatException e) {
            // Said below, as for every other text that is not a plain number.
        }
        return new Reading.Refused(
                "it is not a decimal fraction", "write for instance 0.25 (not 25%)");
    }

    private static Reading readPath(String text) {
        if (text.isBlank()) {
            return new Reading.Refused("it is empty", "write a path");
        }
        try {
            return new Reading.Value(Path.of(text));
        } catch (InvalidPathException e) {
            return new Reading.Refused("it is no path: " + e.getReason(), "write a path");
        }
    }

    private static Reading readText(Knob<?> knob, String text) {
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            return new Reading.Refused("it has a control character", "write plain text");
        }
        return knob.offable() && text.equals(OFF) ? new Reading.Off() : new Reading.Value(text);
    }

    private static Reading within(Knob<?> knob, Reading reading) {
        if (!(reading instanceof Reading.Value(Object value))) {
            return reading;
        }
        int beyond =
                switch (value) {
                    case Long count ->
                            side(count, Long.valueOf(knob.least()), Long.valueOf(knob.most()));
                    case Double ratio ->
                            side(ratio, Double.valueOf(knob.least()), Double.valueOf(knob.most()));
                    case Duration time -> side(time, bound(knob.least()), bound(knob.most()));
                    default -> 0;
                };
        if (beyond == 0) {
            return reading;
        }
        boolean meantOff = knob.offable() && (value.equals(0L) || value.equals(Duration.ZERO));
        return new Reading.Refused(
                beyond < 0 ? "it is too small" : "it is too large",
                meantOff
                        ? "0 is just 0: write off to switch it off"
                        : "write a value within the range");
    }

    private static <C extends Comparable<C>> int side(C value, C least, C most) {
        return value.compareTo(least) < 0 ? -1 : value.compareTo(most) > 0 ? 1 : 0;
    }

    private static Duration bound(String text) {
        return switch (Units.readDuration(text)) {
            case Reading.Value(Object time) -> (Duration) time;
            case Reading.Off _, Reading.Refused _ ->
                    throw new IllegalArgumentException("bound of a duration: " + text);
        };
    }
}
