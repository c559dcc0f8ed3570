package dev.lode.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.Executor;

/// What tests of a group of one have in common: a log and the group's folder, opened again and
/// again.
final class SoloFixture {
    static final int GROUP = 5;
    static final SoloConfig PLAIN = new SoloConfig(1000, 100, 1 << 20);
    static final Executor DIRECT = Runnable::run;

    private static final int SEGMENT = 128 << 10;

    private final Path folder;

    SoloFixture(Path folder) {
        this.folder = folder;
    }

    Path logFolder() {
        return folder.resolve("wal");
    }

    Path groupFolder() {
        return folder.resolve("group-" + GROUP);
    }

    Wal wal() throws IOException {
        return Wal.open(
                logFolder(),
                new WalConfig(SEGMENT, 16 << 10, 64L * SEGMENT, 2, WalConfig.Device.AUTO));
    }

    SoloGroup open(Wal wal, StateMachine machine) throws IOException {
        return open(wal, machine, DIRECT, PLAIN);
    }

    SoloGroup open(Wal wal, StateMachine machine, Executor on, SoloConfig config)
            throws IOException {
        return SoloGroup.open(GROUP, wal, groupFolder(), machine, on, config);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /// Runs what a group has handed to its executor, and what comes of it.
    static void run(Queue<Runnable> queue) {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            task.run();
        }
    }
}
