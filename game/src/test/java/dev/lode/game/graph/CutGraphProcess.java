package dev.lode.game.graph;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A process that opens a mapped graph again and again while its file is cut; and prints what came
/// of it.
final class CutGraphProcess {
    private static final int TIMES = 3_000;

    private CutGraphProcess() {}

    public static void main(String[] args) throws Exception {
        try (var arena = Arena.ofShared();
                var file =
                        FileChannel.open(
                                Path.of(args[0]),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            var graph = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
            for (int i = 0; i < 20; i++) {
                HuntGraph.over(graph);
            }
            var cutter = Thread.ofPlatform().start(() -> cut(file));
            int opened = 0;
            try {
                while (opened < TIMES) {
                    HuntGraph.over(graph);
                    opened++;
                }
                IO.println("never cut");
            } catch (GraphDamaged e) {
                IO.println(e.getMessage());
            }
            cutter.join();
        }
    }

    private static void cut(FileChannel file) {
        try {
            file.truncate(file.size() / 2);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
