package dev.lode.base.knob;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One thing that an operator may set: declared once, in the module that uses it.
///
/// Threads: immutable.
///
/// @param <T> the type of its value: Long for sizes and counts, Duration, Double, Path, String;
///   Optional of it where `off` is allowed
/// @param name dotted, largest word first, such as `claim.ticketLife`
/// @param unit what its text means
/// @param fallback the default
/// @param least the smallest value, as text; empty where there is none
/// @param most the largest value, as text; empty where there is none
/// @param choices the words allowed, for [Unit#CHOICE] only
/// @param offable whether the word `off` is allowed; the type is then an Optional
/// @param change whether a new value needs a restart
/// @param reason why it exists and why the default is what it is, one sentence
public record Knob<T>(
        String name,
        Unit unit,
        T fallback,
        String least,
        String most,
        List<String> choices,
        boolean offable,
        Change change,
        String reason) {

    /// What the text of a knob means.
    public enum Unit {
        /// Bytes: `128MB`, `4KiB`, `17`.
        SIZE,
        /// Time: `250ms`, `30s`, `10us`, `2h`.
        DURATION,
        /// A whole number.
        COUNT,
        /// A decimal fraction.
        RATIO,
        /// A file or folder.
        PATH,
        /// One of a few words.
        CHOICE,
        /// Free text, such as a host name.
        TEXT
    }

    /// When a new value takes effect.
    public enum Change {
        /// At the next start.
        RESTART,
        /// At once.
        LIVE
    }

    /// Declares a size in bytes.
    ///
    /// @param name its name
    /// @param fallback default, bytes
    /// @param least smallest, bytes
    /// @param most largest, bytes
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Long> size(
            String name, long fallback, long least, long most, String reason) {
        return new Knob<>(
                name,
                Unit.SIZE,
                fallback,
                Long.toString(least),
                Long.toString(most),
                List.of(),
                false,
                Change.RESTART,
                reason);
    }

    /// Declares a count.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param least smallest
    /// @param most largest
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Long> count(
            String name, long fallback, long least, long most, String reason) {
        return new Knob<>(
                name,
                Unit.COUNT,
                fallback,
                Long.toString(least),
                Long.toString(most),
                List.of(),
                false,
                Change.RESTART,
                reason);
    }

    /// Declares a time.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param least shortest
    /// @param most longest
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Duration> duration(
            String name, Duration fallback, Duration least, Duration most, String reason) {
        return new Knob<>(
                name,
                Unit.DURATION,
                fallback,
                Units.text(least),
                Units.text(most),
                List.of(),
                false,
                Change.RESTART,
                reason);
    }

    /// Declares a fraction.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param least smallest
    /// @param most largest
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Double> ratio(
            String name, double fallback, double least, double most, String reason) {
        return new Knob<>(
                name,
                Unit.RATIO,
                fallback,
                Double.toString(least),
                Double.toString(most),
                List.of(),
                false,
                Change.RESTART,
                reason);
    }

    /// Declares a choice of words.
    ///
    /// @param name its name
    /// @param fallback the default word
    /// @param choices all words
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<String> choice(
            String name, String fallback, List<String> choices, String reason) {
        return new Knob<>(
                name, Unit.CHOICE, fallback, "", "", choices, false, Change.RESTART, reason);
    }

    /// Declares free text.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<String> text(String name, String fallback, String reason) {
        return new Knob<>(
                name, Unit.TEXT, fallback, "", "", List.of(), false, Change.RESTART, reason);
    }

    /// Declares a file or folder that may be `off`.
    ///
    /// @param name its name
    /// @param reason why
    /// @return the knob, off by default; takes effect at a restart
    public static Knob<Optional<Path>> pathOrOff(String name, String reason) {
        return new Knob<>(
                name, Unit.PATH, Optional.empty(), "", "", List.of(), true, Change.RESTART, reason);
    }

    /// Declares a file or folder.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Path> path(String name, Path fallback, String reason) {
        return new Knob<>(
                name, Unit.PATH, fallback, "", "", List.of(), false, Change.RESTART, reason);
    }

    /// The same knob, taking effect at once.
    ///
    /// @return a copy
    public Knob<T> live() {
        return new Knob<>(name, unit, fallback, least, most, choices, offable, Change.LIVE, reason);
    }
}
