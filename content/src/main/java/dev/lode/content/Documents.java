package dev.lode.content;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads YAML and JSON of one file under the bounds, and says where it cannot.
///
/// Threads: one.
final class Documents {
    private static final int NUMBER_CHARACTERS_MAX = 400;

    private final Path file;
    private final int depthMax;
    private final JsonFactory json;
    private final JsonFactory trusting;
    private final YAMLFactory yaml;

    Documents(Path file, Limits limits) {
        this.file = file;
        this.depthMax = limits.depthMax();
        StreamReadConstraints lineBounds = constraints(limits.depthMax(), limits.lineBytesMax());
        trusting = JsonFactory.builder().streamReadConstraints(lineBounds).build();
        json =
                JsonFactory.builder()
                        .streamReadConstraints(lineBounds)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
        yaml =
                YAMLFactory.builder()
                        .streamReadConstraints(
                                constraints(limits.depthMax(), limits.huntBytesMax()))
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .loadSettings(
                                LoadSettings.builder()
                                        .setCodePointLimit(limits.huntBytesMax())
                                        .build())
                        .build();
    }

    private static StreamReadConstraints constraints(int depthMax, int charactersMax) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(depthMax)
                .maxStringLength(charactersMax)
                .maxNameLength(charactersMax)
                .maxNumberLength(NUMBER_CHARACTERS_MAX)
                .build();
    }

    /// Opens a parser on one line, which refuses a member that stands twice.
    JsonParser json(byte[] bytes, int from, int length) {
        return json.createParser(ObjectReadContext.empty(), bytes, from, length);
    }

    /// Opens a parser on one line, which does not look for members that stand twice.
    JsonParser trusting(byte[] bytes, int from, int length) {
        return trusting.createParser(ObjectReadContext.empty(), bytes, from, length);
    }

    /// Reads one line as one JSON value.
    Value line(byte[] bytes, int length, long line) {
        try (JsonParser parser = json(bytes, 0, length)) {
            parser.nextToken();
            Value value = value(parser, line);
            end(parser, line);
            return value;
        } catch (JacksonException e) {
            throw problem(e, line);
        }
    }

    /// Refuses whatever follows the first value of a line.
    void end(JsonParser parser, long line) {
        if (parser.nextToken() != null) {
            throw new ContentException(
                    file,
                    line,
                    Code.SYNTAX,
                    "something follows the object",
                    "write one object a line and nothing else");
        }
    }

    /// Reads a whole YAML file.
    Value yaml(byte[] bytes) {
        try (JsonParser parser = yaml.createParser(ObjectReadContext.empty(), bytes)) {
            try {
                return document(parser);
            } catch (StreamConstraintsException e) {
                // It does not say where; the parser stands there.
                throw problem(e, lineOf(parser, 0));
            }
        } catch (JacksonException e) {
            throw problem(e, 0);
        }
    }

    private Value document(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new ContentException(
                    file, 0, Code.SYNTAX, "the file is empty", "see docs/format/authoring.md");
        }
        Value value = value(parser, 0);
        if (parser.nextToken() != null) {
            throw new ContentException(
                    file,
                    lineOf(parser, 0),
                    Code.SYNTAX,
                    "a second document begins",
                    "keep one document in the file");
        }
        return value;
    }

    /// Turns a parser's complaint into one with a place.
    ///
    /// @param line the line, or 0 where the parser knows it
    ContentException problem(JacksonException e, long line) {
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            return problem(marked);
        }
        TokenStreamLocation at = e.getLocation();
        long place = line > 0 || at == null ? line : Math.max(0, at.getLineNr());
        String column = at == null || at.getColumnNr() < 1 ? "" : ", column " + at.getColumnNr();
        String text = firstLine(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException && text.contains("nesting depth")) {
            return new ContentException(
                    file,
                    place,
                    Code.TOO_DEEP,
                    "nested deeper than " + depthMax + " levels",
                    "flatten the document, or raise content.depthMax");
        }
        if (e instanceof StreamConstraintsException) {
            return new ContentException(
                    file, place, Code.TOO_LONG, text + column, "shorten the value");
        }
        if (text.contains("uplicate Object property")) {
            return new ContentException(
                    file,
                    place,
                    Code.DUPLICATE_MEMBER,
                    "a "
                            + text.substring(text.indexOf("uplicate") - 1).replaceFirst("^D", "d")
                            + column,
                    "keep one of them");
        }
        return new ContentException(
                file, place, Code.SYNTAX, text + column, "correct the text at that place");
    }

    private ContentException problem(MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        long line = mark.map(at -> at.getLine() + 1).orElse(0);
        String column = mark.map(at -> ", column " + (at.getColumn() + 1)).orElse("");
        String context = Optional.ofNullable(e.getContext()).map(text -> text + ": ").orElse("");
        return new ContentException(
                file,
                line,
                Code.SYNTAX,
                context + e.getProblem() + column,
                "correct the text at that place");
    }

    private static String firstLine(String text) {
        String first = text.lines().map(String::strip).findFirst().orElse("");
        return first.replaceFirst("\\(for Object starting at.*$", "").strip();
    }

    private Value value(JsonParser parser, long fixedLine) {
        long line = lineOf(parser, fixedLine);
        if (parser instanceof YAMLParser yamlParser) {
            refuseAlias(yamlParser, line);
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new ContentException(
                    file, line, Code.SYNTAX, "the value is missing", "write an object");
        }
        return switch (token) {
            case START_OBJECT -> mapping(parser, fixedLine, line);
            case START_ARRAY -> sequence(parser, fixedLine, line);
            case VALUE_STRING -> new Value.Text(line, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new Value.Numeral(line, parser.getString());
            case VALUE_TRUE -> new Value.Truth(line, true);
            case VALUE_FALSE -> new Value.Truth(line, false);
            case VALUE_NULL -> new Value.Nothing(line);
            case END_ARRAY, END_OBJECT, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new ContentException(
                            file, line, Code.SYNTAX, "unexpected " + token, "write a value");
        };
    }

    private Value mapping(JsonParser parser, long fixedLine, long line) {
        Map<String, Value> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser, fixedLine));
        }
        return new Value.Mapping(line, members);
    }

    private Value sequence(JsonParser parser, long fixedLine, long line) {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser, fixedLine));
        }
        return new Value.Sequence(line, values);
    }

    private void refuseAlias(YAMLParser parser, long line) {
        if (parser.isCurrentAlias()) {
            throw new ContentException(
                    file, line, Code.SYNTAX, "aliases are not read here", "write the value out");
        }
    }

    private static long lineOf(JsonParser parser, long fixedLine) {
        return fixedLine > 0 ? fixedLine : Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}
