package dev.lode.content;

import dev.lode.base.knob.EditDistance;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The members of one object, taken by name and type; what is wrong is reported and left out.
final class Members {
    /// Bytes that an id of a key or a prize may take as UTF-8.
    static final int ID_BYTES_MAX = 64;

    /// Bytes that a title may take as UTF-8.
    static final int TITLE_BYTES_MAX = 256;

    private final Reporter reporter;
    private final String what;
    private final Value.Mapping mapping;

    private Members(Reporter reporter, String what, Value.Mapping mapping) {
        this.reporter = reporter;
        this.what = what;
        this.mapping = mapping;
    }

    /// Looks into a value that ought to be an object with none but the known members.
    ///
    /// @param what for messages, such as `a prize`
    static Optional<Members> of(Reporter reporter, String what, Value value, List<String> known) {
        if (!(value instanceof Value.Mapping mapping)) {
            reporter.report(
                    value.line(),
                    Code.BAD_VALUE,
                    what + " is an object, not " + value.kind(),
                    "write an object with " + String.join(", ", known));
            return Optional.empty();
        }
        mapping.members()
                .forEach((name, member) -> {
                    if (!known.contains(name)) {
                        reporter.report(
                                member.line(),
                                Code.UNKNOWN_MEMBER,
                                what + " has no member '" + name + "'",
                                EditDistance.nearest(name, known)
                                        .map(near -> "did you mean '" + near + "'?")
                                        .orElse("take it out"));
                    }
                });
        return Optional.of(new Members(reporter, what, mapping));
    }

    long line() {
        return mapping.line();
    }

    /// The line of a member, or of the object where it is not there.
    long line(String name) {
        Value value = mapping.members().get(name);
        return value == null ? mapping.line() : value.line();
    }

    boolean has(String name) {
        return mapping.members().containsKey(name);
    }

    /// A member of any type.
    Optional<Value> value(String name, boolean required) {
        Optional<Value> value = Optional.ofNullable(mapping.members().get(name));
        if (required && value.isEmpty()) {
            reporter.report(
                    line(),
                    Code.MISSING_MEMBER,
                    what + " needs the member '" + name + "'",
                    "add it");
        }
        return value;
    }

    /// Text of a bounded length.
    Optional<String> title(String name, boolean required) {
        return text(name, required)
                .filter(text -> {
                    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
                    if (bytes > TITLE_BYTES_MAX) {
                        wrong(name, "takes " + bytes + " bytes", TITLE_BYTES_MAX + " at most");
                    }
                    return bytes <= TITLE_BYTES_MAX;
                });
    }

    /// The id of a key or a prize.
    Optional<String> id(String name, boolean required) {
        return text(name, required)
                .filter(id -> {
                    Optional<String> fault = faultOfId(id);
                    fault.ifPresent(text ->
                            reporter.report(
                                    line(name),
                                    Code.BAD_NAME,
                                    "'" + name + "' of " + what + " " + text,
                                    "write 1 to 64 bytes of plain text"));
                    return fault.isEmpty();
                });
    }

    /// Text.
    Optional<String> text(String name, boolean required) {
        return value(name, required)
                .flatMap(value -> {
                    if (value instanceof Value.Text text) {
                        return Optional.of(text.text());
                    }
                    wrong(
                            name,
                            "is " + value.kind(),
                            value instanceof Value.Numeral ? "put it in quotes" : "write text");
                    return Optional.empty();
                });
    }

    /// A whole number within a range.
    OptionalLong whole(String name, boolean required, long least, long most) {
        Optional<Value> value = value(name, required);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        String range = "write a whole number from " + least + " to " + most;
        if (value.get() instanceof Value.Numeral numeral) {
            try {
                long number = Long.parseLong(numeral.text());
                if (number >= least && number <= most) {
                    return OptionalLong.of(number);
                }
            } catch (NumberFormatException e) {
                // Reported below with every other number that is out of range.
            }
            wrong(name, "is " + numeral.text(), range);
        } else {
            wrong(name, "is " + value.get().kind(), range);
        }
        return OptionalLong.empty();
    }

    /// True or false; false where it is not there.
    boolean truth(String name) {
        return value(name, false)
                .map(value -> {
                    if (value instanceof Value.Truth truth) {
                        return truth.value();
                    }
                    wrong(name, "is " + value.kind(), "write true or false");
                    return false;
                })
                .orElse(false);
    }

    /// A list; empty where it is not there.
    List<Value> list(String name, boolean required) {
        return value(name, required)
                .map(value -> {
                    if (value instanceof Value.Sequence sequence) {
                        return sequence.values();
                    }
                    wrong(name, "is " + value.kind(), "write a list");
                    return List.<Value>of();
                })
                .orElse(List.of());
    }

    /// Reports a member.
    void wrong(String name, String fault, String remedy) {
        reporter.report(
                line(name), Code.BAD_VALUE, "'" + name + "' of " + what + " " + fault, remedy);
    }

    /// What is wrong with the id of a key or a prize, as half a sentence.
    static Optional<String> faultOfId(String id) {
        if (id.isEmpty()) {
            return Optional.of("is empty");
        }
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ID_BYTES_MAX) {
            return Optional.of("takes " + bytes + " bytes where " + ID_BYTES_MAX + " is the most");
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isISOControl(c)) {
                return Optional.of("holds a control character");
            }
            if (Character.isSurrogate(c) && !isPair(id, i)) {
                return Optional.of("holds half of a surrogate pair");
            }
        }
        return Normalizer.isNormalized(id, Normalizer.Form.NFC)
                ? Optional.empty()
                : Optional.of("is not in Unicode's normal form C");
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
