package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.os.DirectIo;
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

class DirectFileTest {
    private static final int FILE_BYTES = 8 << 20;
    private static final int BUFFER_BYTES = 1 << 20;

    private final long seed = Long.getLong("lode.seed", 11L);
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir Path folder;

    @Test
    void readsAndWritesAsOneFileWhateverGoesPastTheCache() throws IOException {
        byte[] expected = new byte[FILE_BYTES];
        Path path = Files.write(folder.resolve("file"), expected);
        try (var buffer = new DirectBuffer(BUFFER_BYTES);
                var mine = new DirectBuffer(2 * BUFFER_BYTES);
                var writing = open(path, StandardOpenOption.WRITE, buffer);
                var reading = open(path, StandardOpenOption.READ, buffer)) {
            for (int round = 0; round < 300; round++) {
                int at = place();
                int length = Math.min(random.nextInt(2 * BUFFER_BYTES), FILE_BYTES - at);
                ByteBuffer view = random.nextBoolean() ? mine.bytes : ByteBuffer.allocate(length);
                view.clear().limit(length);
                if (random.nextInt(3) > 0) {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    System.arraycopy(bytes, 0, expected, at, length);
                    view.put(bytes).flip();
                    while (view.hasRemaining()) {
                        writing.write(view, at + view.position());
                    }
                } else {
                    while (view.hasRemaining()) {
                        assertThat(reading.read(view, at + view.position())).isPositive();
                    }
                    byte[] read = new byte[length];
                    view.flip().get(read);
                    assertThat(read)
                            .as("lode.seed=%d", seed)
                            .isEqualTo(Arrays.copyOfRange(expected, at, at + length));
                }
            }
        }
        assertThat(Arrays.equals(Files.readAllBytes(path), expected)).isTrue();
    }

    @Test
    void endsWhereTheFileEnds() throws IOException {
        byte[] expected = new byte[3 * DirectFile.LONG_BYTES + 77];
        random.nextBytes(expected);
        Path path = Files.write(folder.resolve("file"), expected);
        try (var buffer = new DirectBuffer(BUFFER_BYTES);
                var file = open(path, StandardOpenOption.READ, buffer)) {
            for (int at : new int[] {0, 1, DirectIo.BLOCK_BYTES, expected.length - 5}) {
                var into = ByteBuffer.allocate(BUFFER_BYTES);
                int got = 0;
                while (got >= 0) {
                    got = file.read(into, at + into.position());
                }
                assertThat(Arrays.copyOf(into.array(), into.position()))
                        .as("from byte %d", at)
                        .isEqualTo(Arrays.copyOfRange(expected, at, expected.length));
            }
            assertThat(file.read(ByteBuffer.allocate(BUFFER_BYTES), expected.length + 9_000L))
                    .isNegative();
        }
    }

    /// At a block half of the time.
    private int place() {
        int at = random.nextInt(FILE_BYTES);
        return random.nextBoolean() ? at & -DirectIo.BLOCK_BYTES : at;
    }

    private static DirectFile open(Path path, StandardOpenOption access, DirectBuffer buffer)
            throws IOException {
        return new DirectFile(FileChannel.open(path, access), path, access, buffer);
    }
}
