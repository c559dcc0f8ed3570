/** The rules of a hunt, pure: graph, moves, gates, digs, tickets, the claim ledger. */
@org.jspecify.annotations.NullMarked
module dev.lode.game {
    requires transitive dev.lode.base;
}
