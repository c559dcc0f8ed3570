/** The cluster state machine: nodes, tables, hunts, groups, keys. */
@org.jspecify.annotations.NullMarked
module dev.lode.atlas {
    requires transitive dev.lode.consensus;
    requires transitive dev.lode.membership;

    exports dev.lode.atlas;
}
