package dev.lode.storage.store;

import dev.lode.base.memory.Epochs;
import java.io.IOException;
import java.nio.file.Path;

/// A process that opens a store and keeps it until it is killed or its input ends.
final class StoreProcess {
    private StoreProcess() {}

    public static void main(String[] args) throws IOException {
        var base = Base.none(TestCells.CONTENT);
        try (var store =
                CellStore.open(
                        Path.of(args[0]),
                        base,
                        TestCells.ROOMS,
                        new Epochs(),
                        TestCells.config(3))) {
            IO.println(store.status().line());
            int end = System.in.read();
            assert end == -1 : end;
        }
    }
}
