/** Authoring folders: read, check, pack, generate. */
@org.jspecify.annotations.NullMarked
module dev.lode.content {
    requires transitive dev.lode.game;
    requires transitive dev.lode.router;
    requires transitive dev.lode.storage;
    requires org.lz4.java;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires tools.jackson.dataformat.yaml;

    exports dev.lode.content;
}
