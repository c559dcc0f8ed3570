package dev.lode.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// One S3 server for all classes that ask for it: it starts with the first and ends with the run.
///
/// Classes share its bucket and keep apart by their clusters. Threads: any.
final class SharedS3 implements BeforeAllCallback {
    private static volatile S3Server server;

    /// What is shared; ends with the run.
    private record Running(S3Server server, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            server.close();
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }

    static S3Server server() {
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // The SDK asks for some; this server does not look at them.
        System.setProperty("aws.accessKeyId", S3Server.IDENTITY);
        System.setProperty("aws.secretAccessKey", S3Server.CREDENTIAL);
        server =
                context.getRoot()
                        .getStore(Namespace.create(SharedS3.class))
                        .computeIfAbsent(Running.class, _ -> start(), Running.class)
                        .server();
    }

    private static Running start() {
        try {
            Path folder = Files.createTempDirectory("lode-s3");
            return new Running(S3Server.start(folder, false), folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
