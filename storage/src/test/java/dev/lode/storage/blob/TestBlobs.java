package dev.lode.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.Memory;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.index.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/// Fifty blobs in a file, the references to them, and untouched memory to read them into.
final class TestBlobs {
    static final int COUNT = 50;
    static final int MAX = 4096;
    static final byte UNTOUCHED = 0x55;

    final Path path;
    final List<CellRef> refs = new ArrayList<>();
    final byte[] out = new byte[MAX];
    final MemorySegment into = MemorySegment.ofArray(out);
    private final Map<String, Memory.Use> memoryBefore = Memory.byOwner();

    /// @param folder takes the file
    /// @param document of each cell
    /// @param block what is stored of a document
    TestBlobs(Path folder, IntFunction<byte[]> document, UnaryOperator<byte[]> block)
            throws IOException {
        path = folder.resolve("blobs");
        var file = new ByteArrayOutputStream();
        for (int i = 0; i < COUNT; i++) {
            byte[] plain = document.apply(i);
            byte[] stored = block.apply(plain);
            var ref = new CellRef();
            int check = new Checksum().ofBlob(stored, 0, stored.length, i);
            ref.set(i, file.size(), stored.length, plain.length, check);
            refs.add(ref);
            file.writeBytes(stored);
        }
        Files.write(path, file.toByteArray());
        touchNothing();
    }

    /// Makes the memory as it was before anything was read.
    void touchNothing() {
        Arrays.fill(out, UNTOUCHED);
    }

    void mustHaveTheirMemoryBack() {
        assertThat(Memory.byOwner()).isEqualTo(memoryBefore);
    }
}
