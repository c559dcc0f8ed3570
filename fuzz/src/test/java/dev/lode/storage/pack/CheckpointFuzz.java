package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What a killed pack has left: taken up where it is whole, else removed.
public final class CheckpointFuzz {
    private static final Path FOLDER = folder();

    private static final int BLOB_BYTES = 8 << 10;
    private static final Path BLOBS = blobs();
    private static final int NOTE_BYTES_LEAST = 40;

    private CheckpointFuzz() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("checkpoint");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Blobs that a note may name, whatever is in them.
    private static Path blobs() {
        try {
            return Files.write(
                    FOLDER.resolveSibling(FOLDER.getFileName() + ".blobs"), new byte[BLOB_BYTES]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds a run and its note; the checksum of the note, and those of the run, are made to fit
    /// where bits are set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var in = new Edits(input);
        int kind = in.next();
        int noteBytes = in.next() % 64;
        byte[] rest = in.rest();
        byte[] note = Arrays.copyOf(rest, Math.min(rest.length, noteBytes));
        byte[] run = Arrays.copyOfRange(rest, note.length, rest.length);
        if ((kind & 1) != 0) {
            RunFuzz.repair(run);
        }
        if ((kind & 2) != 0 && note.length >= NOTE_BYTES_LEAST) {
            repair(note, run.length);
        }
        Path file = FOLDER.resolve(Run.NAME + 0);
        Path noteFile = FOLDER.resolve(Run.NAME + 0 + ".note");
        Files.write(file, run);
        Files.write(noteFile, note);
        var found = new Checkpoints(FOLDER, BLOBS).find(1);
        long cells = 0;
        for (Run one : found.runs()) {
            cells += one.bytes();
        }
        boolean taken = !found.runs().isEmpty();
        if (taken != Files.exists(file)
                || found.runs().size() != found.marks().size()
                || (taken && cells != run.length)) {
            throw new AssertionError("a run that is neither taken up nor removed");
        }
        Files.deleteIfExists(file);
        Files.deleteIfExists(noteFile);
    }

    private static void repair(byte[] note, int runBytes) {
        byte[] magic = "LODENOT2".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, note, 0, magic.length);
        MemorySegment memory = MemorySegment.ofArray(note);
        memory.set(Layouts.I32, 8, note.length - 16);
        memory.set(Layouts.I64, 12, runBytes);
        int checked = note.length - 4;
        memory.set(Layouts.I32, checked, new Checksum().of(note, 0, checked));
    }
}
