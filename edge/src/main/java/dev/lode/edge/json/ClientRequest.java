package dev.lode.edge.json;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One frame of a client, read: an operation and what it names, checked for form alone.
///
/// Format: docs/format/client.md.
public sealed interface ClientRequest {
    /// The client's number for it.
    ///
    /// @return 0 to 2^53 - 1, or [#NO_ID]
    long id();

    /// In place of a number that could not be read.
    long NO_ID = -1;

    /// A site by name.
    ///
    /// @param room its room
    /// @param site 0 to 255
    record SiteName(String room, int site) {}

    /// A cell by name.
    ///
    /// @param room its room
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    record CellName(String room, int site, int spot) {
        @Override
        public String toString() {
            return room + "/" + site + "/" + spot;
        }
    }

    /// Opens a session.
    ///
    /// @param id the client's number
    /// @param hunt name of the hunt
    /// @param token who the hunter is
    record Hello(long id, String hunt, String token) implements ClientRequest {}

    /// Opens an earlier session again.
    ///
    /// @param id the client's number
    /// @param session as the welcome gave it
    /// @param rooms number of the last event had, by room
    record Resume(long id, String session, Map<String, Long> rooms) implements ClientRequest {}

    /// Goes to a site.
    ///
    /// @param id the client's number
    /// @param along true along an edge, false to an entry
    /// @param to the site
    /// @param pass 32 bytes, where one is shown
    record Step(long id, boolean along, SiteName to, Optional<MemorySegment> pass)
            implements ClientRequest {}

    /// Describes where the hunter is.
    ///
    /// @param id the client's number
    record Look(long id) implements ClientRequest {}

    /// Opens a cell.
    ///
    /// @param id the client's number
    /// @param cell which
    record Dig(long id, CellName cell) implements ClientRequest {}

    /// Presents a ticket.
    ///
    /// @param id the client's number
    /// @param ticket 48 bytes
    /// @param claimId 16 bytes that make a repeat harmless
    record Claim(long id, MemorySegment ticket, MemorySegment claimId) implements ClientRequest {}

    /// Wants to hear of rooms.
    ///
    /// @param id the client's number
    /// @param rooms their names
    record Watch(long id, List<String> rooms) implements ClientRequest {}

    /// Says that it is there.
    ///
    /// @param id the client's number
    record Ping(long id) implements ClientRequest {}

    /// Is not as documented.
    ///
    /// @param id the client's number, or [#NO_ID]
    /// @param detail what is wrong and where
    record Malformed(long id, String detail) implements ClientRequest {}
}
