package dev.lode.edge;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// When each ticket was first received by this edge, for the newest tickets.
///
/// Threads: any; one lock, for claims alone.
final class TicketReceipts {
    private static final long MAC = 32;

    private final Map<Id128, Long> firstMillis;

    TicketReceipts(int most) {
        firstMillis =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Id128, Long> eldest) {
                        return size() > most;
                    }
                };
    }

    /// The first receipt of a ticket.
    ///
    /// @param ticket 48 bytes; its MAC tells it apart
    /// @param nowMillis wall time, taken where the ticket is new
    /// @return wall time
    synchronized long first(MemorySegment ticket, long nowMillis) {
        Long before = firstMillis.putIfAbsent(Id128.read(ticket, MAC), nowMillis);
        return before == null ? nowMillis : before;
    }
}
