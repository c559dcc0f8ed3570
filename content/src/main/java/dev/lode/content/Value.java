package dev.lode.content;

import java.util.List;
import java.util.Map;

/// A value that was read from YAML or JSON, with the line where it stands.
sealed interface Value {
    /// The line, from 1.
    long line();

    /// Quoted text, or unquoted text that is nothing else.
    record Text(long line, String text) implements Value {}

    /// A number as it was written.
    record Numeral(long line, String text) implements Value {}

    /// True or false.
    record Truth(long line, boolean value) implements Value {}

    /// Null.
    record Nothing(long line) implements Value {}

    /// Values in order.
    record Sequence(long line, List<Value> values) implements Value {}

    /// Members in the order of the file.
    record Mapping(long line, Map<String, Value> members) implements Value {}

    /// What it is, for a message.
    default String kind() {
        return switch (this) {
            case Text _ -> "text";
            case Numeral _ -> "a number";
            case Truth _ -> "true or false";
            case Nothing _ -> "null";
            case Sequence _ -> "a list";
            case Mapping _ -> "an object";
        };
    }
}
