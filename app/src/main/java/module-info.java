/** The command line: commands and composition only. */
@org.jspecify.annotations.NullMarked
module dev.lode.app {
    requires dev.lode.content;
    requires dev.lode.edge;
    requires dev.lode.node;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires jdk.net; // for the client of S3 servers, which is loaded later: what the JDK has must
    // be there first
    requires HdrHistogram;
    requires org.lz4.java;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    uses dev.lode.storage.archive.ArchiveStores;

    opens dev.lode.app to
            info.picocli;
    opens dev.lode.app.command to
            info.picocli;
    opens dev.lode.app.config to
            tools.jackson.databind;
    opens dev.lode.app.play to
            info.picocli;
}
