package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// The frame of a pack: refused with [DamagedPack], or every section lies within the file.
///
/// The first 64 bytes and the last 4 KiB of a sound pack are changed, where header, graph, keys,
/// description, their checksums and the footer are.
public final class PackFrameFuzz {
    private static final int TAIL_BYTES = 4096;
    private static final Path FILE = FuzzPack.make();
    private static final byte[] SOUND = FuzzPack.bytes(FILE);
    private static final byte[] EDITED = edited(SOUND);
    private static final FileChannel CHANNEL = open();

    private PackFrameFuzz() {}

    private static FileChannel open() {
        try {
            return FileChannel.open(FILE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] edited(byte[] pack) {
        byte[] bytes = Arrays.copyOf(pack, Header.BYTES + TAIL_BYTES);
        System.arraycopy(pack, pack.length - TAIL_BYTES, bytes, Header.BYTES, TAIL_BYTES);
        return bytes;
    }

    /// Changes a frame; its checksums are made to fit where the first bit is set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var edits = new Edits(input);
        boolean repaired = (edits.next() & 1) != 0;
        byte[] bytes = Arrays.copyOf(edits.applyTo(EDITED), EDITED.length);
        if (repaired) {
            repair(bytes);
        }
        CHANNEL.write(ByteBuffer.wrap(bytes, 0, Header.BYTES), 0);
        CHANNEL.write(ByteBuffer.wrap(bytes, Header.BYTES, TAIL_BYTES), SOUND.length - TAIL_BYTES);
        try {
            Footer footer = PackFile.frame(FILE, CHANNEL);
            for (Section section : footer.sections()) {
                if (section.at() < 0
                        || section.end() > SOUND.length
                        || section.end() < section.at()) {
                    throw new AssertionError("a section out of the file: " + section);
                }
                if (section.kind().paged) {
                    PackFile.mustBeSound(FILE, CHANNEL, section);
                }
            }
            if (!repaired && !Arrays.equals(bytes, EDITED)) {
                mustDifferWhereNobodyLooks(bytes, footer);
            }
        } catch (DamagedPack e) {
            if (Arrays.equals(bytes, EDITED)) {
                throw new AssertionError("a sound pack is refused", e);
            }
        } catch (EOFException e) {
            throw new AssertionError("sections were said to lie within the file", e);
        }
    }

    /// Bytes that no checksum covers are those between sections.
    private static void mustDifferWhereNobodyLooks(byte[] bytes, Footer footer) {
        int tailAt = SOUND.length - TAIL_BYTES;
        for (Section section : footer.sections()) {
            int from = (int) Math.max(section.at(), tailAt);
            int to = (int) section.end();
            for (int at = from; at < to && section.kind().paged; at++) {
                if (bytes[Header.BYTES + at - tailAt] != SOUND[at]) {
                    throw new AssertionError("a changed byte of " + section.kind() + " passes");
                }
            }
        }
    }

    private static void repair(byte[] bytes) {
        int footerAt = bytes.length - Footer.BYTES;
        MemorySegment memory = MemorySegment.ofArray(bytes);
        int check = new Checksum().of(bytes, footerAt, Footer.BYTES - 4);
        memory.set(Layouts.I32, bytes.length - 4L, check);
        memory.set(Layouts.I32, 40, check);
        memory.set(Layouts.I32, 60, new Checksum().of(bytes, 0, 60));
    }
}
