package dev.lode.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published hints of a hunt: where keys may lie and how to get there. Format:
/// docs/format/authoring.md.
///
/// Threads: immutable.
public final class HintBook {
    private final Map<String, Hint> hints;

    private HintBook(Map<String, Hint> hints) {
        this.hints = hints;
    }

    /// One hint.
    ///
    /// @param name such as `hint-001`
    /// @param route sites from an entry on, each `room/site`
    /// @param cells where the key may lie, each `room/site/spot`
    /// @param needs hints whose keys open the gates on the route, in the order of the gates
    record Hint(String name, List<String> route, List<String> cells, List<String> needs) {}

    /// Reads hints, a JSON object a line.
    ///
    /// @param file hints.jsonl
    /// @return the hints
    /// @throws IOException where the file cannot be read, or a line is not a hint
    public static HintBook read(Path file) throws IOException {
        var json = new JsonMapper();
        var hints = new LinkedHashMap<String, Hint>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            JsonNode hint = json.readTree(line);
            var route = texts(hint.path("route"));
            var cells = texts(hint.path("cells"));
            if (route.isEmpty() || cells.isEmpty()) {
                throw new IOException(file + ":" + number + ": a hint has a route and cells");
            }
            String name = hint.path("hint").asString("");
            hints.put(name, new Hint(name, route, cells, texts(hint.path("needs"))));
        }
        return new HintBook(hints);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asString("")));
        return List.copyOf(texts);
    }

    /// All hints, in the order of the file.
    List<Hint> all() {
        return List.copyOf(hints.values());
    }

    /// The hint of a name.
    @Nullable Hint of(String name) {
        return hints.get(name);
    }
}
