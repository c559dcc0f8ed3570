package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBehindTest {
    private static final int FILE_BYTES = 8 << 20;

    @TempDir Path folder;

    @Test
    void readsWhatWasWrittenAndLeavesItInTheFile() throws IOException {
        long seed = Long.getLong("lode.seed", 9L);
        var random = new SplittableRandom(seed);
        byte[] expected = new byte[FILE_BYTES];
        Path file = Files.write(folder.resolve("file"), expected);
        try (var channel = open(file);
                var behind = new WriteBehind(channel)) {
            for (int round = 0; round < 300; round++) {
                int at = random.nextInt(FILE_BYTES);
                int most = random.nextBoolean() ? 100 : 2 << 20;
                int length = Math.min(random.nextInt(most), FILE_BYTES - at);
                if (random.nextInt(3) > 0) {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    System.arraycopy(bytes, 0, expected, at, length);
                    var view = ByteBuffer.wrap(bytes);
                    while (view.hasRemaining()) {
                        behind.write(view, at + view.position());
                    }
                } else {
                    var view = ByteBuffer.allocate(length);
                    while (view.hasRemaining()) {
                        behind.read(view, at + view.position());
                    }
                    assertThat(view.array())
                            .as("lode.seed=%d", seed)
                            .isEqualTo(Arrays.copyOfRange(expected, at, at + length));
                }
            }
            behind.drain();
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(Arrays.equals(Files.readAllBytes(file), expected)).isTrue();
    }

    @Test
    void tellsWhatTheDiskRefused() throws IOException {
        try (var full = open(Path.of("/dev/full"));
                var behind = new WriteBehind(full)) {
            behind.write(ByteBuffer.allocate(1 << 20), 0);
            assertThatThrownBy(behind::drain)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThatThrownBy(() -> behind.write(ByteBuffer.allocate(1 << 20), 1 << 20))
                    .hasMessageContaining("No space left");
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
