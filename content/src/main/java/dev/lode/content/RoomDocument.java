package dev.lode.content;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What `look` shows of a room, as docs/format/graph.md has it: everything that rooms.jsonl says
/// but the keys that gates need.
final class RoomDocument {
    private final JsonFactory json = JsonFactory.builder().build();

    String of(RoomLine room) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeStringProperty("room", room.room());
            out.writeStringProperty("title", room.title());
            sites(out, room);
            edges(out, room);
            exits(out, room);
            gates(out, room);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void sites(JsonGenerator out, RoomLine room) {
        out.writeArrayPropertyStart("sites");
        for (RoomLine.Site site : room.sites()) {
            out.writeStartObject();
            out.writeStringProperty("title", site.title());
            if (site.entry()) {
                out.writeBooleanProperty("entry", true);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void edges(JsonGenerator out, RoomLine room) {
        out.writeArrayPropertyStart("edges");
        for (RoomLine.Edge edge : room.edges()) {
            out.writeStartArray();
            out.writeNumber(edge.from());
            out.writeNumber(edge.to());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static void exits(JsonGenerator out, RoomLine room) {
        out.writeArrayPropertyStart("exits");
        for (RoomLine.Exit exit : room.exits()) {
            out.writeStartObject();
            out.writeNumberProperty("from", exit.from());
            out.writeStringProperty("room", exit.room());
            out.writeNumberProperty("site", exit.site());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void gates(JsonGenerator out, RoomLine room) {
        out.writeArrayPropertyStart("gates");
        for (RoomLine.Gate gate : room.gates()) {
            out.writeStartObject();
            out.writeNumberProperty("from", gate.from());
            if (gate.room().isEmpty()) {
                out.writeNumberProperty("to", gate.site());
            } else {
                out.writeStringProperty("room", gate.room());
                out.writeNumberProperty("site", gate.site());
            }
            if (gate.needs().isPresent()) {
                out.writeBooleanProperty("needs_pass", true);
            }
            gate.opensAt().ifPresent(at -> out.writeStringProperty("opens_at", at.toString()));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /// The gates of a room by the way on which they stand.
    static Map<RoomLine.Exit, RoomLine.Gate> gatesByWay(RoomLine room) {
        Map<RoomLine.Exit, RoomLine.Gate> map = new HashMap<>();
        for (RoomLine.Gate gate : room.gates()) {
            map.put(new RoomLine.Exit(gate.from(), gate.room(), gate.site()), gate);
        }
        return map;
    }
}
