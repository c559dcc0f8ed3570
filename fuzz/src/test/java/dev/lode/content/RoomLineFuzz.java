package dev.lode.content;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import java.nio.file.Path;
import java.util.ArrayList;

/// Lines of rooms.jsonl: refused, reported, or a room whose edges stay within it.
public final class RoomLineFuzz {
    private static final Limits LIMITS = Limits.of(Settings.defaults());

    private RoomLineFuzz() {}

    /// Reads a line.
    public static void fuzzerTestOneInput(byte[] line) {
        if (new Utf8().firstBad(line, 0, line.length) >= 0) {
            return;
        }
        var findings = new ArrayList<Finding>();
        var reader = new RoomReader(Path.of("rooms.jsonl"), LIMITS, findings::add);
        try {
            reader.read(line, line.length, 1)
                    .ifPresent(room -> {
                        int sites = room.sites().size();
                        if (sites < 1 || sites > CellKey.SITES) {
                            throw new AssertionError(sites + " sites");
                        }
                        for (var edge : room.edges()) {
                            if (edge.from() < 0
                                    || edge.from() >= sites
                                    || edge.to() < 0
                                    || edge.to() >= sites) {
                                throw new AssertionError("an edge out of the room: " + edge);
                            }
                        }
                    });
        } catch (ContentException e) {
            if (e.finding().line() != 1) {
                throw new AssertionError("no line is named", e);
            }
        }
    }
}
