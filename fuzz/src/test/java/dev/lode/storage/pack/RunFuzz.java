package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.base.os.DirectIo;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Runs of a pack's sort: refused as changed, or read to their end.
public final class RunFuzz {
    private static final int WINDOW_BYTES = 512;
    private static final Path FILE = file();

    private RunFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("run", "");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a run; checksums are made to fit where the first bit is set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & 1) != 0) {
            repair(bytes);
        }
        Files.write(FILE, bytes);
        var run = new Run(FILE, bytes.length, new Run.Payloads.Inline(), 0, 0, 0, 0);
        long read = 0;
        try (var buffer = new DirectBuffer(DirectIo.BLOCK_BYTES);
                var reader = new RunReader(List.of(run), WINDOW_BYTES, buffer, true)) {
            while (reader.next()) {
                read += Entry.HEAD_BYTES + reader.entry.storedBytes;
                reader.copy(new byte[WINDOW_BYTES], 0, reader.entry.storedBytes);
            }
        } catch (DamagedRun e) {
            return;
        }
        if (read != bytes.length) {
            throw new AssertionError(read + " of " + bytes.length + " bytes");
        }
    }

    static void repair(byte[] bytes) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        int at = 0;
        while (at + Entry.HEAD_BYTES <= bytes.length) {
            int stored = memory.get(Layouts.I32, at + 24L);
            if (stored < 0 || stored > bytes.length - at - Entry.HEAD_BYTES) {
                return;
            }
            var checks = new Checksum();
            memory.set(Layouts.I32, at + 32L, checks.of(bytes, at + Entry.HEAD_BYTES, stored));
            memory.set(Layouts.I32, at + 36L, Entry.headCheck(checks, bytes, at));
            at += Entry.HEAD_BYTES + stored;
        }
    }
}
