/** The command line: commands and composition only. */
@org.jspecify.annotations.NullMarked
module dev.lode.app {
    requires dev.lode.content;
    requires dev.lode.edge;
    requires dev.lode.node;
    requires info.picocli;
    requires java.management;
    requires java.net.http;
    requires HdrHistogram;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
}
