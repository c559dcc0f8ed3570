package dev.lode.edge.json;

import dev.lode.edge.json.ClientFrameReader.Bad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The members of an operation: texts, lists of texts, and objects of whole numbers.
record Members(String operation, Map<String, Object> values) {
    static final Members NONE = new Members("", Map.of());

    private static final long NUMBER_MAX = (1L << 53) - 1;

    static Members read(String operation, JsonParser parser, JsonToken start, int entriesMax)
            throws Bad {
        if (start != JsonToken.START_OBJECT) {
            throw new Bad("'" + ClientFrameReader.shown(operation) + "': must be an object");
        }
        var values = new LinkedHashMap<String, Object>();
        var members = new Members(operation, values);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            values.put(
                    name,
                    switch (parser.nextToken()) {
                        case VALUE_STRING -> parser.getString();
                        case START_ARRAY -> list(parser, members.path(name), entriesMax);
                        case START_OBJECT -> object(parser, members.path(name), entriesMax);
                        default -> throw new Bad(members.path(name) + ": of a wrong type");
                    });
        }
        return members;
    }

    /// Reads a whole number that every client can hold.
    static long number(String path, JsonParser parser) throws Bad {
        long value = parser.isExpectedNumberIntToken() ? parser.getLongValue() : -1;
        if (value < 0 || value > NUMBER_MAX) {
            throw new Bad("'" + path + "': must be a whole number from 0 to 2^53 - 1");
        }
        return value;
    }

    String path(String name) {
        return "'" + ClientFrameReader.shown(operation + "." + name) + "'";
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) throws Bad {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new Bad(path(name) + (has(name) ? ": must be text" : ": missing"));
    }

    List<String> texts(String name) throws Bad {
        if (!(values.get(name) instanceof List<?> list)) {
            throw new Bad(path(name) + (has(name) ? ": must be a list" : ": missing"));
        }
        return list.stream().map(String.class::cast).toList();
    }

    Map<String, Long> numbers(String name) throws Bad {
        if (!(values.get(name) instanceof Map<?, ?> map)) {
            throw new Bad(path(name) + ": must be an object of whole numbers");
        }
        var numbers = new LinkedHashMap<String, Long>();
        map.forEach((key, value) -> numbers.put((String) key, (Long) value));
        return numbers;
    }

    void only(String... known) throws Bad {
        for (String name : values.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new Bad(
                        path(name)
                                + ": no member of "
                                + operation
                                + (known.length == 0
                                        ? ", which has none"
                                        : "; it has " + String.join(", ", known)));
            }
        }
    }

    private static List<String> list(JsonParser parser, String path, int entriesMax) throws Bad {
        var list = new ArrayList<String>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            if (next != JsonToken.VALUE_STRING) {
                throw new Bad(path + ": must hold texts alone");
            }
            if (list.size() == entriesMax) {
                throw new Bad(path + ": at most " + entriesMax + " rooms");
            }
            list.add(parser.getString());
        }
        return list;
    }

    private static Map<String, Long> object(JsonParser parser, String path, int entriesMax)
            throws Bad {
        var map = new LinkedHashMap<String, Long>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (map.size() == entriesMax) {
                throw new Bad(path + ": at most " + entriesMax + " rooms");
            }
            if (!parser.isExpectedNumberIntToken()) {
                throw new Bad(path + ": must hold whole numbers alone");
            }
            map.put(name, number(path.replace("'", ""), parser));
        }
        return map;
    }
}
