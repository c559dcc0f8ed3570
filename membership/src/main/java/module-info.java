/** What an edge must know of the cluster: the follower of the atlas. */
@org.jspecify.annotations.NullMarked
module dev.lode.membership {
    requires transitive dev.lode.router;
    requires transitive dev.lode.transport;
    requires tools.jackson.core;

    exports dev.lode.membership;
    exports dev.lode.membership.auth;
}
