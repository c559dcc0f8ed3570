package dev.lode.storage.pack;

import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Settings;
import dev.lode.storage.blob.BlobDictionary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The knobs of packing and of reading packs.
public final class PackKnobs {
    /// A worker spends 5 us on a cell, the one thread behind them 1.5.
    private static final int WORKERS_UNLESS_SET = 8;

    /// The longest document of a cell.
    public static final Knob<Long> BLOB_BYTES_MAX =
            Knob.size(
                    "content.blobBytesMax",
                    64 << 10,
                    64,
                    8 << 20,
                    "A document larger than this is refused when packed; every reader keeps two"
                            + " buffers of this size.");

    /// Memory in which cells are sorted.
    public static final Knob<Long> SORT_BYTES =
            Knob.size(
                    "pack.sortBytes",
                    128L << 20,
                    64 << 10,
                    1 << 30,
                    "More memory means fewer runs to merge; the whole pack is never in memory.");

    /// Runs that are merged at once.
    public static final Knob<Long> MERGE_RUNS_MAX =
            Knob.count(
                    "pack.mergeRunsMax",
                    512,
                    2,
                    1024,
                    "Each run costs an open file and a part of the sort memory while merging.");

    /// Threads that make cells ready.
    public static final Knob<Optional<Long>> WORKERS =
            Knob.count(
                            "pack.workers",
                            1,
                            1,
                            256,
                            "Threads that check and compress cells; off is one a core, at most 8,"
                                    + " for more would wait for the one that takes what they made."
                                    + " Each costs about 5 MiB of heap. The pack's bytes do not"
                                    + " depend on it.")
                    .offUnlessSet();

    /// Which compressor.
    public static final Knob<String> COMPRESSOR =
            Knob.choice(
                    "pack.compressor",
                    "fast",
                    List.of("fast", "high"),
                    "Both write the same format; high is about a tenth smaller and ten times"
                            + " slower.");

    /// How long a dictionary.
    public static final Knob<Long> DICTIONARY_BYTES =
            Knob.size(
                    "pack.dictionaryBytes",
                    0,
                    0,
                    BlobDictionary.BYTES_MAX,
                    "What documents have in common is stored once: 16 KiB saves about a third of"
                            + " documents of 1 KiB, and reading one takes longer. Needs liblz4-1"
                            + " where it is packed and on every node; the fast compressor only; 0 is"
                            + " none.");

    /// Where runs are kept.
    public static final Knob<Optional<Path>> TEMP_FOLDER =
            Knob.pathOrOff(
                    "pack.tempFolder",
                    "Sorted runs need about the room of the pack; off keeps them beside it.");

    /// How many damages are named.
    public static final Knob<Long> DAMAGES_MAX =
            Knob.count(
                    "verify.damagesMax",
                    1000,
                    1,
                    1_000_000,
                    "A check names this many damaged places and counts the rest.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    BLOB_BYTES_MAX,
                    SORT_BYTES,
                    WORKERS,
                    MERGE_RUNS_MAX,
                    COMPRESSOR,
                    DICTIONARY_BYTES,
                    TEMP_FOLDER,
                    DAMAGES_MAX);

    /// How many threads make cells ready.
    ///
    /// @param settings effective knobs
    /// @return [#WORKERS], or the cores that the process may use, at most 8
    public static int workers(Settings settings) {
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.toIntExact(
                settings.get(WORKERS).orElse((long) Math.min(cores, WORKERS_UNLESS_SET)));
    }

    private PackKnobs() {}
}
