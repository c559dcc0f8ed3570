/** A server that holds partitions: hunter loops, cell reads, claims, events. */
@org.jspecify.annotations.NullMarked
module dev.lode.node {
    requires transitive dev.lode.atlas;
    requires transitive dev.lode.consensus;
    requires transitive dev.lode.game;
    requires transitive dev.lode.storage;
    requires tools.jackson.databind;

    exports dev.lode.node;
    exports dev.lode.node.footing;
    exports dev.lode.node.view;
}
