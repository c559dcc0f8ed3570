/** The rules of a hunt, pure: graph, moves, gates, digs, tickets, the claim ledger. */
@org.jspecify.annotations.NullMarked
module dev.lode.game {
    requires transitive dev.lode.base;

    exports dev.lode.game;
    exports dev.lode.game.claim;
    exports dev.lode.game.graph;
    exports dev.lode.game.hunter;
    exports dev.lode.game.proof;
}
