package dev.lode.node;

import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.MemoryBudget.Part;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.footing.ClaimKnobs;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.store.StoreKnobs;
import dev.lode.storage.wal.WalKnobs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What a node may need off heap, from its knobs and the hunts that lie in its folder.
public final class NodeMemory {
    /// Of each hunt one overlay is written to while the one before is written out.
    private static final int ADDITIONS = 2;

    private static final int INDEX_BYTES_A_HUNTER = 8;

    private NodeMemory() {}

    /// The parts of the budget.
    ///
    /// @param settings what was set
    /// @param data the node's data folder, which may not be there yet
    /// @return the parts, largest things first as a rule
    /// @throws IOException where the folder cannot be listed
    public static List<Part> parts(Settings settings, Path data) throws IOException {
        long loops =
                settings.get(NodeKnobs.LOOPS)
                        .orElse((long) Runtime.getRuntime().availableProcessors());
        long document = settings.get(PackKnobs.BLOB_BYTES_MAX);
        long block = BlobDecoder.storedBytesMax(Math.toIntExact(document));
        long reads =
                loops * settings.get(NodeKnobs.READS_WAITING_MAX) * block
                        + (loops + settings.get(NodeKnobs.READ_THREADS)) * (document + block)
                        + loops * (block + settings.get(NodeKnobs.VIEW_BYTES_MAX));
        long rings =
                loops * settings.get(NodeKnobs.LOOP_INBOX_BYTES)
                        + settings.get(ClaimKnobs.GROUPS)
                                * settings.get(NodeKnobs.CLAIM_INBOX_BYTES)
                        + settings.get(NodeKnobs.ADMIN_INBOX_BYTES);
        long log =
                (settings.get(WalKnobs.FLIGHTS) + 2) * settings.get(WalKnobs.FLIGHT_BYTES)
                        + 2 * loops * settings.get(NodeKnobs.SLOT_BATCH_BYTES);
        return List.of(
                new Part("index of the hunts in " + data, heads(data), "the hunts in the folder"),
                new Part(
                        "cells that are added",
                        ADDITIONS * settings.get(StoreKnobs.OVERLAY_BYTES) * hunts(data),
                        StoreKnobs.OVERLAY_BYTES.name()),
                new Part(
                        "hunters",
                        settings.get(NodeKnobs.HUNTERS_MAX)
                                * (HunterSlot.BYTES + INDEX_BYTES_A_HUNTER),
                        NodeKnobs.HUNTERS_MAX.name()),
                new Part(
                        "cells of other holders",
                        settings.get(NodeKnobs.CELL_CACHE_BYTES),
                        NodeKnobs.CELL_CACHE_BYTES.name()),
                new Part(
                        "buffers for blobs and answers",
                        reads,
                        names(
                                NodeKnobs.READS_WAITING_MAX,
                                NodeKnobs.READ_THREADS,
                                PackKnobs.BLOB_BYTES_MAX)),
                new Part(
                        "rings of the loops",
                        rings,
                        names(
                                NodeKnobs.LOOP_INBOX_BYTES,
                                NodeKnobs.CLAIM_INBOX_BYTES,
                                NodeKnobs.LOOPS)),
                new Part(
                        "buffers of log and slots",
                        log,
                        names(
                                NodeKnobs.SLOT_BATCH_BYTES,
                                WalKnobs.FLIGHTS,
                                WalKnobs.FLIGHT_BYTES)));
    }

    private static String names(Knob<?>... knobs) {
        return String.join(", ", List.of(knobs).stream().map(Knob::name).toList());
    }

    private static long hunts(Path data) throws IOException {
        return Math.max(1, NodeFolder.contents(data).size());
    }

    private static long heads(Path data) throws IOException {
        long bytes = 0;
        for (Path pack : NodeFolder.contents(data)) {
            try {
                bytes += Pack.headBytesOf(pack);
            } catch (IOException e) {
                // Damaged content is not served; the loader says so, with the reason.
            }
        }
        return bytes;
    }
}
