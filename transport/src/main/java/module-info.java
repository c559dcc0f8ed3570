/** Links that carry encoded frames between processes, or between threads of one. */
@org.jspecify.annotations.NullMarked
module dev.lode.transport {
    requires transitive dev.lode.wire;

    exports dev.lode.transport;
}
