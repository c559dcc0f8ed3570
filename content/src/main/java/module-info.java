/** Authoring folders: read, check, pack, generate. */
@org.jspecify.annotations.NullMarked
module dev.lode.content {
    requires transitive dev.lode.game;
    requires transitive dev.lode.router;
    requires transitive dev.lode.storage;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
}
