package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    @TempDir Path folder;

    @Test
    void ownMemoryIsZeroedAndOnTheBooksUntilItIsClosed() {
        try (var memory = Mapping.anonymous("test.own", 100_000)) {
            assertThat(memory.segment().byteSize()).isEqualTo(100_000);
            assertThat(sum(memory.segment())).isZero();
            memory.segment().fill((byte) 1);
            assertThat(sum(memory.segment())).isEqualTo(100_000);
            Memory.Use use = Memory.of("test.own");
            assertThat(use.reserved()).isEqualTo(102_400);
            assertThat(use.used()).isEqualTo(102_400);
        }
        assertThat(Memory.of("test.own")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void memoryForHugePagesStartsAtOneAndTakesWholeOnes() {
        try (var memory = Mapping.huge("test.huge", 3L << 20)) {
            assertThat(memory.segment().address() % Mapping.HUGE_PAGE_BYTES).isZero();
            assertThat(memory.populateWrite()).isTrue();
            assertThat(Memory.of("test.huge").reserved()).isEqualTo(4L << 20);
        }
        assertThat(Memory.of("test.huge")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void theNeighboursOfAClosedMapStay() {
        try (var first = Mapping.huge("test.beside", 2L << 20)) {
            var second = Mapping.huge("test.beside", 2L << 20);
            try (var third = Mapping.huge("test.beside", 2L << 20)) {
                first.segment().fill((byte) 1);
                third.segment().fill((byte) 1);
                second.close();
                second.close(); // the second time does nothing, also to who lives there by now
                assertThat(sum(first.segment()) + sum(third.segment())).isEqualTo(4L << 20);
            }
        }
        assertThat(Memory.of("test.beside")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void aPartOfAFileIsMappedFromAnyByte() throws IOException {
        byte[] content = randomFile(3 * 4096 + 77);
        for (int at : new int[] {0, 1, 4095, 4096, 5000, content.length - 1}) {
            int bytes = Math.min(4096, content.length - at);
            try (var part = Mapping.ofFile("test.file", file(), at, bytes)) {
                assertThat(part.populateRead()).isTrue();
                assertThat(part.random()).isTrue();
                byte[] read = part.segment().toArray(BYTE);
                assertThat(read).isEqualTo(java.util.Arrays.copyOfRange(content, at, at + bytes));
                assertThat(Memory.of("test.file").mapped()).isGreaterThanOrEqualTo(bytes);
                assertThat(Memory.of("test.file").reserved()).isZero();
            }
        }
        assertThat(Memory.of("test.file")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void aPartBehindTheEndOfAFileIsRefused() throws IOException {
        randomFile(5000);
        assertThatThrownBy(() -> Mapping.ofFile("test.file", file(), 4096, 905))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no bytes 4096 to 5001");
        assertThatThrownBy(() -> Mapping.ofFile("test.file", folder.resolve("none"), 0, 1))
                .isInstanceOf(IOException.class);
        assertThat(Memory.of("test.file")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void aFilesMemoryCannotBeWritten() throws IOException {
        randomFile(4096);
        try (var part = Mapping.ofFile("test.file", file(), 0, 4096)) {
            assertThatThrownBy(() -> part.segment().set(BYTE, 0, (byte) 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileThatIsTruncatedUnderAReaderIsAnErrorAndNoCrash() throws IOException {
        randomFile(1 << 20);
        try (var part = Mapping.ofFile("test.file", file(), 0, 1 << 20)) {
            for (int i = 0; i < 200; i++) { // so often that the compiler has its turn
                sum(part.segment());
            }
            try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.truncate(1 << 19);
            }
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> sum(part.segment())).isInstanceOf(InternalError.class);
            }
            assertThat(sum(part.segment().asSlice(0, 1 << 19))).isNotZero();
        }
    }

    @Test
    void discardedOwnMemoryReadsAsZeroAgain() {
        try (var memory = Mapping.anonymous("test.own", 1 << 20);
                var other = Mapping.inArena("test.own", 1 << 20, 4096)) {
            for (Mapping each : new Mapping[] {memory, other}) {
                each.segment().fill((byte) 1);
                each.discard();
                assertThat(sum(each.segment())).isZero();
            }
        }
    }

    @Test
    void aDiscardedFileIsReadAgain() throws IOException {
        randomFile(1 << 16);
        try (var part = Mapping.ofFile("test.file", file(), 0, 1 << 16)) {
            long before = sum(part.segment());
            part.discard();
            assertThat(sum(part.segment())).isEqualTo(before);
        }
    }

    @Test
    void theArenaThatStandsInKeepsTheSamePromises() {
        var memory = Mapping.inArena("test.arena", 5000, Mapping.HUGE_PAGE_BYTES);
        assertThat(memory.segment().address() % Mapping.HUGE_PAGE_BYTES).isZero();
        assertThat(memory.populateWrite()).isFalse();
        assertThat(Memory.of("test.arena").reserved()).isEqualTo(5000);
        memory.close();
        assertThat(Memory.of("test.arena")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void memoryThatCannotBeHadIsAnOutOfMemoryErrorWithTheOwnersName() {
        assertThatThrownBy(() -> Mapping.anonymous("test.greedy", 1L << 60))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("test.greedy");
        assertThat(Memory.of("test.greedy")).isEqualTo(Memory.Use.NONE);
    }

    private Path file() {
        return folder.resolve("file");
    }

    private byte[] randomFile(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new SplittableRandom(1).nextBytes(content);
        Files.write(file(), content);
        return content;
    }

    private static long sum(MemorySegment memory) {
        long sum = 0;
        for (long at = 0; at < memory.byteSize(); at++) {
            sum += memory.get(BYTE, at);
        }
        return sum;
    }
}
