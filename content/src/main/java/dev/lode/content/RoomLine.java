package dev.lode.content;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One line of rooms.jsonl.
///
/// @param line its line
/// @param room the room's name
/// @param title for people
/// @param sites in order: a site's number is its place here
/// @param edges ways within the room
/// @param exits ways to sites of other rooms
/// @param gates on edges and exits
record RoomLine(
        long line,
        String room,
        String title,
        List<Site> sites,
        List<Edge> edges,
        List<Exit> exits,
        List<Gate> gates) {

    /// A site.
    ///
    /// @param title for people
    /// @param entry whether hunters may enter here
    record Site(String title, boolean entry) {}

    /// A way within the room.
    record Edge(int from, int to) {}

    /// A way to a site of another room.
    record Exit(int from, String room, int site) {}

    /// A gate on an edge (`room` empty, `site` is where the edge leads) or on an exit.
    ///
    /// @param from the site where the way begins
    /// @param room the other room; empty for an edge
    /// @param site the site where the way ends
    /// @param needs the key whose pass opens it
    /// @param opensAt when it opens
    record Gate(
            int from, String room, int site, Optional<String> needs, Optional<Instant> opensAt) {}
}
