package dev.lode.storage.blob;

import static dev.lode.storage.blob.TestBlobs.MAX;
import static dev.lode.storage.blob.TestBlobs.UNTOUCHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.os.NativeLibrary;
import dev.lode.storage.Allocation;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blocks that refer to a dictionary.
class BlobDictionaryTest {
    private static final byte[] COMMON = bytes("{\"cell\":0,\"text\":\"under the old oak, \"}");

    @TempDir Path folder;
    private TestBlobs blobs;

    @BeforeEach
    void writeBlobs() throws IOException {
        blobs = new TestBlobs(folder, BlobDictionaryTest::document, plain -> block(COMMON, plain));
    }

    @AfterEach
    void allMemoryIsGivenBack() {
        blobs.mustHaveTheirMemoryBack();
    }

    @Test
    void areDecodedWithItAndShorterThanThoseThatStandAlone() throws IOException {
        try (var dictionary = new BlobDictionary(COMMON);
                var file = BlobFile.open(blobs.path);
                var reader = new BlobReader(file, MAX)) {
            reader.turnTo(file, dictionary);
            for (int i = 0; i < blobs.refs.size(); i++) {
                CellRef ref = blobs.refs.get(i);
                assertThat(reader.read(ref, blobs.into, 7, MAX - 7)).isEqualTo(document(i).length);
                assertThat(Arrays.copyOfRange(blobs.out, 7, 7 + document(i).length))
                        .isEqualTo(document(i));
                byte[] alone = new BlobEncoder().block(document(i), 0, document(i).length);
                assertThat(ref.storedBytes).isLessThan(alone.length);
            }
        }
    }

    @Test
    void areTheSameWhateverWasCompressedBefore() {
        var compressor = new DictionaryCompressor(COMMON);
        for (int i = 0; i < 50; i++) {
            byte[] block = new byte[MAX];
            int length = compressor.compress(document(i), 0, document(i).length, block, 0, MAX);
            assertThat(Arrays.copyOf(block, length)).isEqualTo(block(COMMON, document(i)));
        }
    }

    @Test
    void areNeverHandedOutAsTheyAreStored() throws IOException {
        try (var dictionary = new BlobDictionary(COMMON);
                var file = BlobFile.open(blobs.path);
                var reader = new BlobReader(file, MAX)) {
            reader.turnTo(file, dictionary);
            assertThat(reader.readStored(blobs.refs.get(3), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.NEEDS_DICTIONARY);
            assertThat(reader.tryReadStored(blobs.refs.get(3), blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.NEEDS_DICTIONARY);
            assertThat(blobs.out).containsOnly(UNTOUCHED);
            reader.turnTo(file, null);
            assertThat(reader.readStored(blobs.refs.get(3), blobs.into, 0, MAX))
                    .isEqualTo(blobs.refs.get(3).storedBytes);
        }
    }

    @Test
    void areRefusedWhereTheyAreDamagedOrNotAsLongAsTheIndexSays() throws IOException {
        byte[] block = block(COMMON, document(20));
        int plain = document(20).length;
        try (var dictionary = new BlobDictionary(COMMON);
                var decoder = new BlobDecoder(MAX)) {
            decoder.with(dictionary);
            int check = new Checksum().ofBlob(block, 0, block.length, 20);
            for (int length : new int[] {plain - 1, plain + 1, MAX}) {
                assertThat(decode(decoder, check, length, block)).isEqualTo(BlobReader.DAMAGED);
            }
            assertThat(decode(decoder, check, MAX + 1, block)).isEqualTo(BlobReader.TOO_LARGE);
            assertThat(decode(decoder, check ^ 1, plain, block)).isEqualTo(BlobReader.DAMAGED);
            byte[] cut = Arrays.copyOf(block, block.length - 3);
            int checkOfCut = new Checksum().ofBlob(cut, 0, cut.length, 20);
            assertThat(decode(decoder, checkOfCut, plain, cut)).isEqualTo(BlobReader.DAMAGED);
            assertThat(blobs.out).containsOnly(UNTOUCHED);
            assertThat(decode(decoder, check, plain, block)).isEqualTo(plain);
            decoder.with(null);
            blobs.touchNothing();
            assertThat(decode(decoder, check, plain, block))
                    .as("a block that refers to what is not there")
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(blobs.out).containsOnly(UNTOUCHED);
        }
    }

    private int decode(BlobDecoder decoder, int check, int plain, byte[] block) {
        MemorySegment from = MemorySegment.ofArray(block);
        return decoder.decode(20, check, plain, from, 0, block.length, blobs.into, 0, MAX);
    }

    @Test
    void areReadWithoutAllocation() throws Exception {
        try (var dictionary = new BlobDictionary(COMMON);
                var file = BlobFile.open(blobs.path);
                var reader = new BlobReader(file, MAX);
                var arena = Arena.ofConfined()) {
            reader.turnTo(file, dictionary);
            MemorySegment offHeap = arena.allocate(MAX);
            Runnable work =
                    () -> {
                        for (int i = 0; i < 30_000; i++) {
                            CellRef ref = blobs.refs.get(i % blobs.refs.size());
                            int length = reader.read(ref, offHeap, 0, MAX);
                            int check = reader.plainChecksum(ref);
                            assert length == ref.plainBytes : check;
                        }
                    };
            work.run();
            work.run();
            assertThat(Allocation.bytes(work)).isLessThan(30_000);
        }
    }

    @Test
    void areAskedForByNameWhereTheLibraryIsMissing() {
        var library = NativeLibrary.named("liblz4-that-nobody-has.so.1");
        assertThat(library.has("LZ4_loadDict")).isFalse();
        assertThatThrownBy(() -> Lz4Library.mustBeThere(library))
                .isInstanceOf(MissingLibrary.class)
                .hasMessageContaining("liblz4-that-nobody-has.so.1 cannot be loaded")
                .hasMessageContaining("install liblz4-1");
        assertThatThrownBy(() -> Lz4Library.mustBeThere(NativeLibrary.named("libc.so.6")))
                .as("a library of that name without these functions")
                .isInstanceOf(MissingLibrary.class);
    }

    @Test
    void aDocumentThatIsSentAsItIsIsCheckedToo() throws IOException {
        try (var dictionary = new BlobDictionary(COMMON);
                var file = BlobFile.open(blobs.path);
                var reader = new BlobReader(file, MAX);
                var decoder = new BlobDecoder(MAX)) {
            reader.turnTo(file, dictionary);
            CellRef ref = blobs.refs.get(9);
            MemorySegment sent = MemorySegment.ofArray(new byte[MAX]);
            int length = reader.read(ref, sent, 5, MAX - 5);
            int check = reader.plainChecksum(ref);
            assertThat(decoder.copyPlain(8, check, sent, 5, length, blobs.into, 0, MAX))
                    .as("of another cell")
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(decoder.copyPlain(9, check, sent, 5, length - 1, blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(decoder.copyPlain(9, check, sent, 5, 0, blobs.into, 0, MAX))
                    .isEqualTo(BlobReader.DAMAGED);
            assertThat(decoder.copyPlain(9, check, sent, 5, length, blobs.into, 0, length - 1))
                    .isEqualTo(BlobReader.TOO_LARGE);
            assertThat(blobs.out).containsOnly(UNTOUCHED);
            assertThat(decoder.copyPlain(9, check, sent, 5, length, blobs.into, 0, MAX))
                    .isEqualTo(length);
            assertThat(Arrays.copyOf(blobs.out, length)).isEqualTo(document(9));
        }
    }

    private static byte[] block(byte[] dictionary, byte[] document) {
        byte[] block = new byte[MAX];
        int length =
                new DictionaryCompressor(dictionary)
                        .compress(document, 0, document.length, block, 0, MAX);
        return Arrays.copyOf(block, length);
    }

    private static byte[] document(int i) {
        return bytes(
                "{\"cell\":" + i + ",\"text\":\"under the old oak, " + "gold ".repeat(i) + "\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
