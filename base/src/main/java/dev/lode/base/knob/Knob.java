package dev.lode.base.knob;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
/// @param formerNames names it had before; they still work, with a warning
public record Knob<T>(
        String name,
        Unit unit,
        T fallback,
        String least,
        String most,
        List<String> choices,
        boolean offable,
        Change change,
        String reason,
        List<String> formerNames) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]*(\\.[a-z][a-zA-Z0-9]*)+");

    /// Checks the declaration itself.
    public Knob {
        choices = List.copyOf(choices);
        formerNames = List.copyOf(formerNames);
        require(NAME.matcher(name).matches(), name, "the name is not section.name");
        require(!reason.isBlank(), name, "no reason is given");
        require(offable == fallback instanceof Optional, name, "`off` needs an Optional, and back");
        require((unit == Unit.CHOICE) != choices.isEmpty(), name, "choices go with CHOICE alone");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("knob " + name + ": " + rule);
        }
    }

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
                reason,
                List.of());
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
                reason,
                List.of());
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
                reason,
                List.of());
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
                reason,
                List.of());
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
                name,
                Unit.CHOICE,
                fallback,
                "",
                "",
                choices,
                false,
                Change.RESTART,
                reason,
                List.of());
    }

    /// Declares free text.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<String> text(String name, String fallback, String reason) {
        return new Knob<>(
                name,
                Unit.TEXT,
                fallback,
                "",
                "",
                List.of(),
                false,
                Change.RESTART,
                reason,
                List.of());
    }

    /// Declares a file or folder that may be `off`.
    ///
    /// @param name its name
    /// @param reason why
    /// @return the knob, off by default; takes effect at a restart
    public static Knob<Optional<Path>> pathOrOff(String name, String reason) {
        return new Knob<>(
                name,
                Unit.PATH,
                Optional.empty(),
                "",
                "",
                List.of(),
                true,
                Change.RESTART,
                reason,
                List.of());
    }

    /// Declares a file or folder.
    ///
    /// @param name its name
    /// @param fallback default
    /// @param reason why
    /// @return the knob; takes effect at a restart
    public static Knob<Path> path(String name, Path fallback, String reason) {
        return new Knob<>(
                name,
                Unit.PATH,
                fallback,
                "",
                "",
                List.of(),
                false,
                Change.RESTART,
                reason,
                List.of());
    }

    /// The same knob, taking effect at once.
    ///
    /// @return a copy
    public Knob<T> live() {
        return new Knob<>(
                name,
                unit,
                fallback,
                least,
                most,
                choices,
                offable,
                Change.LIVE,
                reason,
                formerNames);
    }

    /// The same knob, for which the word `off` is allowed.
    ///
    /// @return a copy with the same default
    public Knob<Optional<T>> orOff() {
        return offable(Optional.of(fallback));
    }

    /// The same knob, `off` unless it is set.
    ///
    /// @return a copy without a default value
    public Knob<Optional<T>> offUnlessSet() {
        return offable(Optional.empty());
    }

    private Knob<Optional<T>> offable(Optional<T> value) {
        return new Knob<>(
                name, unit, value, least, most, choices, true, change, reason, formerNames);
    }

    /// The same knob, known by older names too.
    ///
    /// @param names what it was called before
    /// @return a copy
    public Knob<T> formerly(String... names) {
        return new Knob<>(
                name,
                unit,
                fallback,
                least,
                most,
                choices,
                offable,
                change,
                reason,
                List.of(names));
    }

    /// The environment variable that sets it.
    ///
    /// @return `LODE_WAL_SEGMENT_BYTES` for `wal.segmentBytes`
    public String environmentName() {
        return environmentName(name);
    }

    static String environmentName(String knobName) {
        return "LODE_"
                + knobName.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }

    /// What may be set, for people.
    ///
    /// @return such as `1MiB to 2GiB`, `io_uring, nio`, `any path, off`
    public String allowed() {
        String values =
                switch (unit) {
                    case SIZE -> sizeBound(least) + " to " + sizeBound(most);
                    case DURATION, COUNT, RATIO -> least + " to " + most;
                    case CHOICE -> String.join(", ", choices);
                    case PATH -> "any path";
                    case TEXT -> "any text";
                };
        return offable ? values + ", off" : values;
    }

    private static String sizeBound(String bytes) {
        return Units.sizeText(Long.parseLong(bytes));
    }

    /// A value of this knob as one would write it.
    ///
    /// @param value the value
    /// @return its text, which reads back as the same value
    public String text(T value) {
        Object plain = value;
        if (offable) {
            Optional<?> set = (Optional<?>) value;
            if (set.isEmpty()) {
                return KnobText.OFF;
            }
            plain = set.get();
        }
        return KnobText.of(unit, plain);
    }
}
