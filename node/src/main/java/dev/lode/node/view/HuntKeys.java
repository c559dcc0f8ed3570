package dev.lode.node.view;

import dev.lode.game.proof.TicketKey;
import java.util.List;

/// The secrets of one hunt.
///
/// Threads: immutable; nobody writes into the arrays.
///
/// @param packSecret unseals the keys of its pack, 32 bytes
/// @param ticketKeys those that are known now
/// @param ticketKeyCurrent number of the one to sign with
/// @param passKey signs passes, 32 bytes
/// @param capsuleKey signs capsules and sessions, 32 bytes
@SuppressWarnings("ArrayRecordComponent")
public record HuntKeys(
        byte[] packSecret,
        List<TicketKey> ticketKeys,
        int ticketKeyCurrent,
        byte[] passKey,
        byte[] capsuleKey) {
    @Override
    public String toString() {
        return "HuntKeys";
    }
}
