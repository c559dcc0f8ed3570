package dev.lode.atlas;

/// A key that signs tickets, opened.
///
/// @param number from 1 on, without gaps; tickets carry its lowest 8 bits
/// @param secret 32 bytes; nobody writes into them
/// @param signFromMillis hunt time from which it signs; it is taken before
@SuppressWarnings("ArrayRecordComponent") // they are never compared
public record TicketSecret(int number, byte[] secret, long signFromMillis) {
    @Override
    public String toString() {
        return "TicketSecret[" + number + ", from " + signFromMillis + "]";
    }
}
