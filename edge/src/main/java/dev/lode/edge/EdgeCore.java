package dev.lode.edge;

import java.util.List;

/// What all I/O threads of an edge share.
///
/// @param config its knobs
/// @param view what is known of the cluster
/// @param tokens checks tokens
/// @param receipts first receipts of tickets
/// @param threads every I/O thread
record EdgeCore(
        EdgeConfig config,
        EdgeView view,
        TokenDesk tokens,
        TicketReceipts receipts,
        List<IoThread> threads) {}
