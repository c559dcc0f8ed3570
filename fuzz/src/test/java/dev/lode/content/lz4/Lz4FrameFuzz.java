package dev.lode.content.lz4;

import dev.lode.base.Layouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/// LZ4 frames: refused with [Lz4FrameException], or read as lz4-java's own reader reads them.
public final class Lz4FrameFuzz {
    private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

    private Lz4FrameFuzz() {}

    /// Reads a frame as it is and, where the first bit is set, with its checksums made to fit.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & 1) != 0) {
            repair(file);
        }
        byte[] plain;
        try (var in = new Lz4FrameInput(new ByteArrayInputStream(file))) {
            plain = in.readAllBytes();
        } catch (Lz4FrameException e) {
            return;
        }
        byte[] expected;
        try (InputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(file))) {
            expected = in.readAllBytes();
        } catch (IOException e) {
            // It refuses some that the format allows: skippable frames alone, for one.
            return;
        }
        if (!Arrays.equals(plain, expected)) {
            throw new AssertionError(plain.length + " bytes, not " + expected.length);
        }
    }

    private static void repair(byte[] file) {
        MemorySegment memory = MemorySegment.ofArray(file);
        if (file.length < 7 || memory.get(Layouts.I32, 0) != Lz4FrameDescriptor.MAGIC) {
            return;
        }
        int flags = file[4];
        int length = 2;
        length += (flags & Lz4FrameDescriptor.FLAG_CONTENT_SIZE) != 0 ? 8 : 0;
        length += (flags & Lz4FrameDescriptor.FLAG_DICTIONARY) != 0 ? 4 : 0;
        if (4 + length >= file.length) {
            return;
        }
        file[4 + length] = (byte) (HASH.hash(file, 4, length, 0) >>> 8);
        if ((flags & Lz4FrameDescriptor.FLAG_BLOCK_CHECKSUM) == 0) {
            return;
        }
        int at = 5 + length;
        while (at + 8 <= file.length) {
            int bytes = memory.get(Layouts.I32, at) & Integer.MAX_VALUE;
            if (bytes == 0 || bytes > file.length - at - 8) {
                return;
            }
            memory.set(Layouts.I32, at + 4L + bytes, HASH.hash(file, at + 4, bytes, 0));
            at += 8 + bytes;
        }
    }
}
