package dev.lode.fuzz;

import dev.lode.content.CellLineFuzz;
import dev.lode.content.JsonLinesFuzz;
import dev.lode.content.LineBatchesFuzz;
import dev.lode.content.RoomLineFuzz;
import dev.lode.content.lz4.Lz4FrameFuzz;
import dev.lode.game.graph.GraphFuzz;
import dev.lode.storage.archive.ArchiveObjectFuzz;
import dev.lode.storage.blob.BlobDecoderFuzz;
import dev.lode.storage.blob.BlobDictionaryFuzz;
import dev.lode.storage.extent.ChunkFuzz;
import dev.lode.storage.pack.CheckpointFuzz;
import dev.lode.storage.pack.KeyTableFuzz;
import dev.lode.storage.pack.PackFrameFuzz;
import dev.lode.storage.pack.RunFuzz;
import dev.lode.storage.slice.SliceFuzz;
import dev.lode.storage.store.ManifestFuzz;
import dev.lode.storage.store.OverlayFuzz;
import dev.lode.storage.wal.SegmentFuzz;
import java.util.LinkedHashMap;
import java.util.Map;

/// Every fuzz target, by the simple name of its class, which is also the folder of its seeds.
final class Targets {
    /// Takes an input; throws where the code under test did what it must not.
    interface Target {
        void take(byte[] input) throws Exception;
    }

    static final Map<String, Target> ALL = all();

    private Targets() {}

    private static Map<String, Target> all() {
        var all = new LinkedHashMap<String, Target>();
        all.put("Lz4FrameFuzz", Lz4FrameFuzz::fuzzerTestOneInput);
        all.put("CellLineFuzz", CellLineFuzz::fuzzerTestOneInput);
        all.put("RoomLineFuzz", RoomLineFuzz::fuzzerTestOneInput);
        all.put("JsonLinesFuzz", JsonLinesFuzz::fuzzerTestOneInput);
        all.put("LineBatchesFuzz", LineBatchesFuzz::fuzzerTestOneInput);
        all.put("GraphFuzz", GraphFuzz::fuzzerTestOneInput);
        all.put("BlobDecoderFuzz", BlobDecoderFuzz::fuzzerTestOneInput);
        all.put("BlobDictionaryFuzz", BlobDictionaryFuzz::fuzzerTestOneInput);
        all.put("PackFrameFuzz", PackFrameFuzz::fuzzerTestOneInput);
        all.put("ChunkFuzz", ChunkFuzz::fuzzerTestOneInput);
        all.put("KeyTableFuzz", KeyTableFuzz::fuzzerTestOneInput);
        all.put("RunFuzz", RunFuzz::fuzzerTestOneInput);
        all.put("CheckpointFuzz", CheckpointFuzz::fuzzerTestOneInput);
        all.put("SegmentFuzz", SegmentFuzz::fuzzerTestOneInput);
        all.put("ArchiveObjectFuzz", ArchiveObjectFuzz::fuzzerTestOneInput);
        all.put("ManifestFuzz", ManifestFuzz::fuzzerTestOneInput);
        all.put("OverlayFuzz", OverlayFuzz::fuzzerTestOneInput);
        all.put("SliceFuzz", SliceFuzz::fuzzerTestOneInput);
        return all;
    }
}
