/** Raft groups behind one port. */
@org.jspecify.annotations.NullMarked
module dev.lode.consensus {
    requires transitive dev.lode.storage;
    requires transitive dev.lode.transport;

    exports dev.lode.consensus;
}
