/** Routing, pure: fingerprints, jump hash, the partition table, claim groups, placement. */
@org.jspecify.annotations.NullMarked
module dev.lode.router {
    requires transitive dev.lode.base;

    exports dev.lode.router;
}
