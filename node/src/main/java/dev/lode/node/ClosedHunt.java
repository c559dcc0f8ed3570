package dev.lode.node;

import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.game.graph.HuntGraph;
import dev.lode.node.hunt.HuntContent;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;

/// The content of a hunt, opened by a command while no server has it: without its keys.
///
/// Threads: owned by one.
///
/// @param pack open
/// @param store over it
public record ClosedHunt(Pack pack, CellStore store) implements AutoCloseable {
    /// Opens it.
    ///
    /// @param file the pack; its store is beside it, or made there
    /// @param hunt that it is played in, [Id128#ZERO] where that is not known
    /// @param settings bounds of the store
    /// @return pack and store
    /// @throws IOException where one of them is damaged, or a server has them open
    public static ClosedHunt open(Path file, Id128 hunt, Settings settings) throws IOException {
        Pack pack = Pack.open(file, HeadMemory.MAPPED);
        try {
            CellStore store =
                    HuntContent.store(
                            pack,
                            HuntGraph.over(pack.graph()),
                            hunt,
                            StoreConfig.of(settings).mapped(),
                            new Epochs());
            return new ClosedHunt(pack, store);
        } catch (IOException | RuntimeException e) {
            pack.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (pack) {
            store.close();
        }
    }
}
