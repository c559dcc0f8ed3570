/** Memory, hash, time ports and knobs: what every other module stands on. */
@org.jspecify.annotations.NullMarked
module dev.lode.base {
    requires com.dynatrace.hash4j;
    requires static transitive org.jspecify;

    exports dev.lode.base;
    exports dev.lode.base.hash;
    exports dev.lode.base.knob;
    exports dev.lode.base.memory;
    exports dev.lode.base.os;
    exports dev.lode.base.time;
}
