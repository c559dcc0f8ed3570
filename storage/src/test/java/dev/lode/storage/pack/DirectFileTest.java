package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.os.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {"Invalid argument", "Das Argument ist ung\u00fcltig", "no words at all"})
    void goesThroughTheCacheForGoodWhereTheOtherWayIsRefusedInWhateverWords(String words)
            throws IOException {
        byte[] expected = new byte[4 * DirectFile.LONG_BYTES];
        random.nextBytes(expected);
        Path path = Files.write(folder.resolve("file"), new byte[0]);
        var refusing = new Refusing(words);
        try (var buffer = new DirectBuffer(BUFFER_BYTES);
                var file =
                        new DirectFile(
                                FileChannel.open(
                                        path, StandardOpenOption.READ, StandardOpenOption.WRITE),
                                Optional.of(refusing),
                                buffer)) {
            var from = ByteBuffer.wrap(expected);
            while (from.hasRemaining()) {
                file.write(from, from.position());
            }
            var into = ByteBuffer.allocate(expected.length);
            while (into.hasRemaining()) {
                assertThat(file.read(into, into.position())).isPositive();
            }
            assertThat(into.array()).isEqualTo(expected);
        }
        assertThat(refusing.asked).isEqualTo(1);
    }

    @Test
    void tellsWhatIsWrongWhereTheCacheIsRefusedToo() throws IOException {
        var refusing = new Refusing("refused past the cache");
        try (var buffer = new DirectBuffer(BUFFER_BYTES);
                var file =
                        new DirectFile(
                                new Refusing("the disk is broken"),
                                Optional.of(refusing),
                                buffer)) {
            for (int round = 1; round <= 2; round++) {
                var bytes = ByteBuffer.allocate(DirectFile.LONG_BYTES);
                assertThatThrownBy(() -> file.write(bytes, 0))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the disk is broken");
                assertThatThrownBy(() -> file.read(bytes, 0)).hasMessage("the disk is broken");
                assertThat(refusing.asked).isEqualTo(2 * round);
            }
        }
    }

    /// A file that takes and gives nothing.
    private static final class Refusing extends PositionedFile {
        private final String words;
        private int asked;

        Refusing(String words) {
            this.words = words;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            asked++;
            throw new IOException(words);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            asked++;
            throw new IOException(words);
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void force(boolean metaData) {}

        @Override
        protected void implCloseChannel() {}
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
