package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a pack that is killed leaves for the next one: which input it was reading, and for each run
/// of cells a note of where the input stood when the run was complete.
///
/// A run and its note are never changed, so a note cannot tear what was noted before; the newest
/// run that is whole, with all before it, is where the sort goes on. Runs are not forced to the
/// disk: what a power failure takes of them is found by their checksums and sorted again.
///
/// Threads: one at a time. Format: docs/format/pack.md, "While a pack is written".
final class Checkpoints {
    /// The name of the file that says which input the runs are of.
    static final String INPUT = "input";

    private static final String INPUT_MAGIC = "LODEINPT";
    private static final String NOTE = ".note";
    private static final String NOTE_MAGIC = "LODENOT2";
    private static final long NOT_PLACED = -1;
    private static final int MARK_AT = 3 * Long.BYTES;

    private final Path folder;
    private final Path placed;

    /// @param folder of the runs
    /// @param placed the file of blobs that came in order
    Checkpoints(Path folder, Path placed) {
        this.folder = folder;
        this.placed = placed;
    }

    /// What was sorted already.
    ///
    /// @param runs of cells that are whole, from the first on
    /// @param marks what was said with each of them
    /// @param seen what they hold
    record Found(List<Run> runs, List<byte[]> marks, RunCensus seen) {}

    /// Whether runs in a folder are of an input.
    static boolean of(Path folder, String input) throws IOException {
        return NoteFile.read(folder.resolve(INPUT), INPUT_MAGIC)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).equals(input))
                .orElse(false);
    }

    /// Says which input runs will be of.
    void begin(String input) throws IOException {
        NoteFile.write(folder.resolve(INPUT), INPUT_MAGIC, input.getBytes(StandardCharsets.UTF_8));
        WorkFiles.forceFolder(folder);
    }

    /// Notes a run that is complete.
    ///
    /// @param mark where the input stood, in whatever form its reader likes
    void note(Run run, byte[] mark) throws IOException {
        byte[] content = new byte[MARK_AT + mark.length];
        MemorySegment memory = MemorySegment.ofArray(content);
        memory.set(Layouts.I64, 0, run.bytes());
        switch (run.payloads()) {
            case Run.Payloads.Inline _ -> {}
            case Run.Payloads.Placed blobs -> {
                memory.set(Layouts.I64, 8, blobs.from());
                memory.set(Layouts.I64, 16, blobs.to());
            }
        }
        System.arraycopy(mark, 0, content, MARK_AT, mark.length);
        NoteFile.write(noteOf(run.file()), NOTE_MAGIC, content);
    }

    /// Takes up what is whole and removes the rest.
    ///
    /// Cost: reads every run once.
    ///
    /// @param threads that read
    Found find(int threads) throws IOException {
        List<byte[]> marks = new ArrayList<>();
        List<RunCensus.Claim> claims = new ArrayList<>();
        long placedEnd = Header.AREA_BYTES;
        while (true) {
            Path file = folder.resolve(Run.NAME + claims.size());
            Optional<byte[]> note = NoteFile.read(noteOf(file), NOTE_MAGIC);
            if (note.isEmpty() || note.get().length < MARK_AT) {
                break;
            }
            MemorySegment memory = MemorySegment.ofArray(note.get());
            long from = memory.get(Layouts.I64, 8);
            long to = memory.get(Layouts.I64, 16);
            boolean apart = from != 0;
            if (apart && (from != placedEnd || to < from)) {
                break;
            }
            placedEnd = apart ? to : NOT_PLACED;
            claims.add(
                    new RunCensus.Claim(
                            file,
                            memory.get(Layouts.I64, 0),
                            apart
                                    ? new Run.Payloads.Placed(placed, from, to)
                                    : new Run.Payloads.Inline()));
            marks.add(Arrays.copyOfRange(note.get(), MARK_AT, note.get().length));
        }
        RunCensus seen = new RunCensus();
        List<Run> runs = seen.count(claims, threads);
        Set<Path> kept = new HashSet<>(Set.of(folder.resolve(INPUT)));
        for (Run run : runs) {
            kept.add(run.file());
            kept.add(noteOf(run.file()));
        }
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!kept.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return new Found(runs, List.copyOf(marks.subList(0, runs.size())), seen);
    }

    private static Path noteOf(Path run) {
        return run.resolveSibling(run.getFileName() + NOTE);
    }
}
