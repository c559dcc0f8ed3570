package dev.lode.app.config;

import dev.lode.base.knob.Origin;
import dev.lode.base.knob.Setting;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A settings file: YAML, where `wal: {segmentBytes: 128MB}` and `wal.segmentBytes: 128MB` say the
/// same.
///
/// Errors: [BadSettingsFile] names the line; values are handed on as they were written.
public final class SettingsFile {
    private final Path file;
    private final JsonParser parser;
    private final List<Setting> settings = new ArrayList<>();
    private final Map<String, Integer> lineByName = new HashMap<>();
    private final Deque<String> sections = new ArrayDeque<>();

    private SettingsFile(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /// Reads a file.
    ///
    /// @param file which
    /// @return its settings in the order of the lines
    /// @throws IOException where it cannot be read
    public static List<Setting> read(Path file) throws IOException {
        try (JsonParser parser =
                new YAMLFactory().createParser(ObjectReadContext.empty(), text(file))) {
            return new SettingsFile(file, parser).readAll();
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new BadSettingsFile(
                    "%s:%d: this is not YAML: %s"
                            .formatted(
                                    file,
                                    place == null ? 1 : place.getLineNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")),
                    e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadSettingsFile(file + ": this is not UTF-8 text", e);
        }
    }

    private List<Setting> readAll() throws BadSettingsFile {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return settings; // Empty, or nothing but comments.
        }
        if (token != JsonToken.START_OBJECT) {
            throw refused("the file must be a map of knobs, such as wal.segmentBytes: 128MB");
        }
        while ((token = parser.nextToken()) != null) {
            switch (token) {
                case PROPERTY_NAME -> readValue(parser.currentName());
                case END_OBJECT -> sections.pollLast();
                default ->
                        throw refused("a second document begins here; one file holds one document");
            }
        }
        return settings;
    }

    private void readValue(String name) throws BadSettingsFile {
        JsonToken token = parser.nextToken();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw refused(name + " is an alias; write the value itself");
        }
        sections.addLast(name);
        String full = String.join(".", sections);
        switch (token) {
            case START_OBJECT -> {
                return; // The section ends with its END_OBJECT.
            }
            case START_ARRAY -> throw refused(full + " is a list; a knob has one value");
            case VALUE_NULL ->
                    throw refused(full + " has no value; remove the line for the default");
            default -> add(full, parser.getString());
        }
        sections.removeLast();
    }

    private void add(String name, String text) throws BadSettingsFile {
        int line = line();
        Integer earlier = lineByName.putIfAbsent(name, line);
        if (earlier != null) {
            throw refused(name + " is already set in line " + earlier + "; remove one of the two");
        }
        settings.add(new Setting(name, text, Origin.file(file.toString(), line)));
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private BadSettingsFile refused(String why) {
        return new BadSettingsFile(file + ":" + line() + ": " + why, null);
    }
}
