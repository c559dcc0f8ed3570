/** What lies on disk: sealed content and the log of a node. */
@org.jspecify.annotations.NullMarked
module dev.lode.storage {
    requires transitive dev.lode.base;
    requires static jdk.incubator.vector;
    requires jdk.unsupported;
    requires org.lz4.java;

    exports dev.lode.storage.archive;
    exports dev.lode.storage.blob;
    exports dev.lode.storage.extent;
    exports dev.lode.storage.index;
    exports dev.lode.storage.pack;
    exports dev.lode.storage.slice;
    exports dev.lode.storage.store;
    exports dev.lode.storage.wal;
}
