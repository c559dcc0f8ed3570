package dev.lode.storage.blob;

import static dev.lode.storage.blob.TestBlobs.MAX;
import static dev.lode.storage.blob.TestBlobs.UNTOUCHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.Allocation;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every way of reading blobs must do: by system calls, and through the JDK alone.
class BlobReaderTest {
    private static final int TRIES = 1000;

    @TempDir Path folder;
    private TestBlobs blobs;

    @BeforeEach
    void writeBlobs() throws IOException {
        blobs =
                new TestBlobs(
                        folder,
                        i -> document(i).getBytes(StandardCharsets.UTF_8),
                        LZ4Factory.fastestInstance().fastCompressor()::compress);
    }

    @AfterEach
    void allMemoryIsGivenBack() {
        blobs.mustHaveTheirMemoryBack();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsEveryDocument(boolean portable) throws IOException {
        try (var file = open(portable);
                var reader = new BlobReader(file, MAX)) {
            for (int i = 0; i < blobs.refs.size(); i++) {
                assertThat(text(reader.read(blobs.refs.get(i), blobs.into, 7, MAX - 7), 7))
                        .isEqualTo(document(i));
                int tried = reader.tryRead(blobs.refs.get(i), blobs.into, 0, MAX);
                if (file.readsWithoutWaiting()) {
                    assertThat(text(tried, 0)).isEqualTo(document(i));
                } else {
                    assertThat(tried).isEqualTo(BlobReader.WOULD_BLOCK);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesStoredBlocksOnForAnotherToDecode(boolean portable) throws IOException {
        try (var file = open(portable);
                var reader = new BlobReader(file, MAX);
                var decoder = new BlobDecoder(MAX)) {
            var block = MemorySegment.ofArray(new byte[MAX]);
            for (CellRef ref : blobs.refs) {
                assertThat(reader.readStored(ref, block, 3, MAX - 3)).isEqualTo(ref.storedBytes);
                int length =
                        decoder.decode(
                                ref.cell,
                                ref.checksum,
                                ref.plainBytes,
                                block,
                                3,
                                ref.storedBytes,
                                blobs.into,
                                0,
                                MAX);
                assertThat(text(length, 0)).isEqualTo(document((int) ref.cell));
                int other =
                        decoder.decode(
                                ref.cell + 1,
                                ref.checksum,
                                ref.plainBytes,
                                block,
                                3,
                                ref.storedBytes,
                                blobs.into,
                                0,
                                MAX);
                assertThat(other).isEqualTo(BlobReader.DAMAGED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesWhatIsDamagedAndLeavesTheCallersMemoryAlone(boolean portable) throws IOException {
        byte[] bytes = Files.readAllBytes(blobs.path);
        CellRef ref = blobs.refs.get(20);
        for (int i = 0; i < ref.storedBytes; i++) {
            bytes[(int) ref.offset + i] ^= (byte) (1 << (i % 8));
            Files.write(blobs.path, bytes);
            try (var file = open(portable);
                    var reader = new BlobReader(file, MAX)) {
                assertThat(reader.read(ref, blobs.into, 0, MAX)).isEqualTo(BlobReader.DAMAGED);
                assertThat(reader.readStored(ref, blobs.into, 0, MAX))
                        .isEqualTo(BlobReader.DAMAGED);
                assertThat(text(reader.read(blobs.refs.get(21), blobs.into, 0, MAX), 0))
                        .isEqualTo(document(21));
                blobs.touchNothing();
            }
            bytes[(int) ref.offset + i] ^= (byte) (1 << (i % 8));
        }
        assertThat(blobs.out).containsOnly(UNTOUCHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comparesLengthsWithTheirBoundsBeforeItReads(boolean portable) throws IOException {
        try (var file = open(portable);
                var reader = new BlobReader(file, MAX)) {
            CellRef ref = blobs.refs.get(3);
            assertThat(reader.read(ref, blobs.into, 0, ref.plainBytes - 1))
                    .isEqualTo(BlobReader.TOO_LARGE);
            assertThat(reader.readStored(ref, blobs.into, 0, ref.storedBytes - 1))
                    .isEqualTo(BlobReader.TOO_LARGE);
            for (int plain : new int[] {MAX + 1, 1 << 24, Integer.MAX_VALUE}) {
                assertThat(reader.read(with(ref, ref.storedBytes, plain), blobs.into, 0, MAX))
                        .isEqualTo(BlobReader.TOO_LARGE);
            }
            for (int stored : new int[] {0, -1, 1 << 24, Integer.MAX_VALUE}) {
                assertThat(reader.read(with(ref, stored, ref.plainBytes), blobs.into, 0, MAX))
                        .isEqualTo(BlobReader.DAMAGED);
            }
            for (int plain : new int[] {0, -1, Integer.MIN_VALUE, ref.plainBytes + 1}) {
                assertThat(reader.read(with(ref, ref.storedBytes, plain), blobs.into, 0, MAX))
                        .isEqualTo(BlobReader.DAMAGED);
            }
            var beyond = new CellRef();
            beyond.set(3, 1L << 41, ref.storedBytes, ref.plainBytes, ref.checksum);
            assertThat(reader.read(beyond, blobs.into, 0, MAX)).isEqualTo(BlobReader.DAMAGED);
            assertThat(blobs.out).containsOnly(UNTOUCHED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnReadingInEveryThreadAfterOneWasInterrupted(boolean portable) throws IOException {
        try (var file = open(portable);
                var reader = new BlobReader(file, MAX);
                var other = new BlobReader(file, MAX)) {
            Thread.currentThread().interrupt();
            assertThat(text(reader.read(blobs.refs.get(1), blobs.into, 0, MAX), 0))
                    .isEqualTo(document(1));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(text(other.read(blobs.refs.get(2), blobs.into, 0, MAX), 0))
                    .isEqualTo(document(2));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesToReadOnceItIsClosed(boolean portable) throws IOException {
        var file = open(portable);
        try (var reader = new BlobReader(file, MAX)) {
            file.close();
            assertThatThrownBy(() -> reader.read(blobs.refs.getFirst(), blobs.into, 0, MAX))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsABlobDamagedThatTheEndOfTheFileHasTakenAway(boolean portable) throws IOException {
        try (var file = open(portable);
                var reader = new BlobReader(file, MAX)) {
            try (var cut = FileChannel.open(blobs.path, StandardOpenOption.WRITE)) {
                cut.truncate(blobs.refs.get(30).offset + 2);
            }
            assertThat(reader.read(blobs.refs.get(29), blobs.into, 0, MAX)).isPositive();
            assertThat(reader.read(blobs.refs.get(30), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(reader.read(blobs.refs.get(49), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(reader.tryRead(blobs.refs.get(49), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.WOULD_BLOCK);
        }
    }

    @Test
    void refusesAnotherFileThatHasTakenThePlaceOfAPortableOne() throws IOException {
        try (var file = open(true);
                var reader = new BlobReader(file, MAX)) {
            Path another = folder.resolve("another");
            Files.write(another, new byte[1000]);
            Files.move(another, blobs.path, StandardCopyOption.REPLACE_EXISTING);
            assertThat(reader.read(blobs.refs.get(1), blobs.into, 0, MAX)).isPositive();
            Thread.currentThread().interrupt();
            assertThat(reader.read(blobs.refs.get(1), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void doesNotWaitForBytesThatAreNotInMemory() throws Throwable {
        try (var file = open(false);
                var reader = new BlobReader(file, MAX)) {
            CellRef ref = blobs.refs.get(10);
            boolean onDisk = !Files.getFileStore(blobs.path).type().equals("tmpfs");
            boolean mustWait = onDisk || !file.readsWithoutWaiting();
            boolean waits = false;
            // The kernel drops and keeps pages as it likes: an answer is right whenever there is
            // one.
            for (int i = 0; i < TRIES && waits != mustWait; i++) {
                dropFromMemory(blobs.path);
                int tried = reader.tryRead(ref, blobs.into, 0, MAX);
                waits = tried == BlobReader.WOULD_BLOCK;
                if (!waits) {
                    assertThat(text(tried, 0)).isEqualTo(document(10));
                }
            }
            assertThat(waits).isEqualTo(mustWait);
            boolean answered = !file.readsWithoutWaiting();
            for (int i = 0; i < TRIES && !answered; i++) {
                assertThat(text(reader.read(ref, blobs.into, 0, MAX), 0)).isEqualTo(document(10));
                int tried = reader.tryRead(ref, blobs.into, 0, MAX);
                answered = tried != BlobReader.WOULD_BLOCK;
                if (answered) {
                    assertThat(text(tried, 0)).isEqualTo(document(10));
                }
            }
            assertThat(answered).isTrue();
        }
    }

    @Test
    void allocatesNothing() throws Exception {
        try (var file = open(false);
                var reader = new BlobReader(file, MAX);
                var arena = Arena.ofConfined()) {
            MemorySegment offHeap = arena.allocate(MAX);
            Runnable work =
                    () -> {
                        for (int i = 0; i < 30_000; i++) {
                            CellRef ref = blobs.refs.get(i % blobs.refs.size());
                            int length = reader.read(ref, offHeap, 0, MAX);
                            int tried = reader.tryRead(ref, offHeap, 0, MAX);
                            assert length == ref.plainBytes && tried != BlobReader.DAMAGED;
                        }
                    };
            work.run();
            work.run();
            assertThat(Allocation.bytes(work)).isLessThan(30_000);
        }
    }

    private BlobFile open(boolean portable) throws IOException {
        return portable ? BlobFile.openPortable(blobs.path) : BlobFile.open(blobs.path);
    }

    private static String document(int i) {
        return "{\"cell\":" + i + ",\"text\":\"" + "treasure ".repeat(i) + "\"}";
    }

    private String text(int length, int at) {
        return length <= 0
                ? "result " + length
                : new String(blobs.out, at, length, StandardCharsets.UTF_8);
    }

    private static CellRef with(CellRef ref, int stored, int plain) {
        var other = new CellRef();
        other.set(ref.cell, ref.offset, stored, plain, ref.checksum);
        return other;
    }

    @SuppressWarnings("restricted")
    private static void dropFromMemory(Path path) throws Throwable {
        try (var force = FileChannel.open(path, StandardOpenOption.WRITE)) {
            force.force(true);
        }
        var linker = Linker.nativeLinker();
        var advise =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("posix_fadvise"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
        int descriptor = Posix.open(path);
        int result = (int) advise.invokeExact(descriptor, 0L, 0L, 4);
        Posix.close(descriptor);
        assertThat(result).isZero();
    }
}
