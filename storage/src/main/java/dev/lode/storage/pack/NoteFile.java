package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// A small checksummed file that is there whole or not at all.
///
/// Bytes: a magic word of 8, the length of the content as u32, the content, the checksum of all
/// that as u32. Format: docs/format/pack.md, "While a pack is written".
final class NoteFile {
    private static final int HEAD_BYTES = 12;
    private static final int FRAME_BYTES = HEAD_BYTES + Integer.BYTES;
    private static final String TEMP = ".tmp";

    private NoteFile() {}

    /// Writes one: temp, force, rename.
    static void write(Path file, String magic, byte[] content) throws IOException {
        byte[] bytes = new byte[FRAME_BYTES + content.length];
        System.arraycopy(magic.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 8);
        System.arraycopy(content, 0, bytes, HEAD_BYTES, content.length);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I32, 8, content.length);
        int checked = bytes.length - Integer.BYTES;
        memory.set(Layouts.I32, checked, new Checksum().of(bytes, 0, checked));
        Path temp = file.resolveSibling(file.getFileName() + TEMP);
        try (var channel =
                FileChannel.open(
                        temp,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var view = ByteBuffer.wrap(bytes);
            while (view.hasRemaining()) {
                channel.write(view);
            }
            channel.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Reads one; empty where it is not there or not whole.
    static Optional<byte[]> read(Path file, String magic) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int checked = bytes.length - Integer.BYTES;
        if (bytes.length < FRAME_BYTES
                || !magic.equals(new String(bytes, 0, 8, StandardCharsets.US_ASCII))) {
            return Optional.empty();
        }
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I32, 8) != bytes.length - FRAME_BYTES
                || memory.get(Layouts.I32, checked) != new Checksum().of(bytes, 0, checked)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(bytes, HEAD_BYTES, checked));
    }
}
