package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoutingVectorsTest {
    private static final Path PUBLISHED = Path.of("..", "docs", "format", "routing.json");

    /// Published vectors never change: what was packed and routed by them would be lost. New ones
    /// may be added with `-Dlode.rewrite=true`; read the diff.
    @Test
    void whatIsPublishedIsWhatTheCodeDoes() throws IOException {
        if (Boolean.getBoolean("lode.rewrite")) {
            Files.writeString(PUBLISHED, RoutingVectors.json());
        }
        assertThat(Files.readString(PUBLISHED)).isEqualTo(RoutingVectors.json());
    }
}
