package dev.lode.edge.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A JSON object whose members are all texts: the body of an operator's request.
///
/// @param members in the order in which they were written
public record FlatObject(Map<String, String> members) {
    private static final int NAME_MAX = 256;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(1)
                                    .maxNameLength(NAME_MAX)
                                    .build())
                    .build();

    /// Reads one.
    ///
    /// @param bytes UTF-8
    /// @return the object
    /// @throws IllegalArgumentException where it is anything else; says what and where
    public static FlatObject read(byte[] bytes) {
        var members = new LinkedHashMap<String, String>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the body must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new IllegalArgumentException(
                            "'" + ClientFrameReader.shown(name) + "': must be text");
                }
                members.put(name, parser.getString());
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " at byte " + at.getByteOffset();
            throw new IllegalArgumentException("the body is not JSON as it must be" + place, e);
        }
        return new FlatObject(members);
    }

    /// A member that must be there.
    ///
    /// @param name its name
    /// @return its text
    /// @throws IllegalArgumentException where it is missing
    public String text(String name) {
        String text = members.get(name);
        if (text == null) {
            throw new IllegalArgumentException("'" + name + "': missing");
        }
        return text;
    }

    /// Refuses members beside those that are known.
    ///
    /// @param known their names
    /// @throws IllegalArgumentException names one that is not
    public void only(String... known) {
        for (String name : members.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new IllegalArgumentException(
                        "'"
                                + ClientFrameReader.shown(name)
                                + "': not known here; there are "
                                + String.join(", ", known));
            }
        }
    }
}
