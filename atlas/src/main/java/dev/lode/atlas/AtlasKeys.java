package dev.lode.atlas;

import dev.lode.base.Id128;
import java.util.List;
import java.util.Map;

/// The secrets of the atlas, opened: for nodes, never for edges.
///
/// Threads: immutable.
///
/// @param tickets that are taken now, by number
/// @param hunts by id
public record AtlasKeys(List<TicketSecret> tickets, Map<Id128, HuntSecrets> hunts) {
    /// None.
    public static final AtlasKeys NONE = new AtlasKeys(List.of(), Map.of());

    /// Keeps them from being changed.
    public AtlasKeys {
        tickets = List.copyOf(tickets);
        hunts = Map.copyOf(hunts);
    }

    /// The number of the key to sign tickets with.
    ///
    /// @param huntMillis hunt time now
    /// @return the newest whose time has come; 0 where there is none
    public int signWith(long huntMillis) {
        int number = 0;
        for (TicketSecret ticket : tickets) {
            if (ticket.signFromMillis() <= huntMillis) {
                number = ticket.number();
            }
        }
        return number;
    }
}
