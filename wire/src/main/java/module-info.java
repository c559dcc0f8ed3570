/** Every frame that two processes of Lode exchange. */
@org.jspecify.annotations.NullMarked
module dev.lode.wire {
    requires transitive dev.lode.base;

    exports dev.lode.wire;
}
