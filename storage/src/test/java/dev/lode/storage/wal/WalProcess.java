package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process that appends to a log and prints each index once it is durable, until it is killed.
final class WalProcess {
    private WalProcess() {}

    public static void main(String[] args) throws IOException {
        Wal wal = Wal.open(Path.of(args[0]), WalFolderTest.CONFIG);
        while (true) {
            long index = wal.lastIndex(1) + 1;
            byte[] data =
                    ("entry " + index + "z".repeat((int) (index * 37 % 3000))).getBytes(UTF_8);
            wal.append(1, List.of(WalEntry.of(index, 1, (byte) 0, data)));
            if (index % 50 == 0) {
                wal.truncatePrefix(1, index - 20);
            }
            IO.println(index);
        }
    }
}
