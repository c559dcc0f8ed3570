package dev.lode.app.command;

import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.store.Base;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.StoreConfig;
import java.io.IOException;

/// The content of a hunt, opened by a command while no server has it.
///
/// @param pack open
/// @param store over it
record OpenStore(Pack pack, CellStore store) implements AutoCloseable {
    static OpenStore open(SlicePlace.Store place, Settings settings) throws IOException {
        Pack pack = Pack.open(place.pack(), HeadMemory.MAPPED);
        try {
            var store =
                    CellStore.open(
                            place.folder(),
                            Base.of(pack).playedIn(place.hunt()),
                            (partition, ordinal) -> pack.extent().roomFp(partition, ordinal),
                            new Epochs(),
                            StoreConfig.of(settings).mapped());
            return new OpenStore(pack, store);
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
