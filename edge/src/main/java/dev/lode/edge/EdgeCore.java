package dev.lode.edge;

import dev.lode.membership.AtlasFollower;
import java.util.List;

/// What all I/O threads of an edge share.
///
/// @param config its knobs
/// @param atlas what is known of the cluster
/// @param tokens checks tokens
/// @param receipts first receipts of tickets
/// @param threads every I/O thread
record EdgeCore(
        EdgeConfig config,
        AtlasFollower atlas,
        TokenDesk tokens,
        TicketReceipts receipts,
        List<IoThread> threads) {}
