package dev.lode.consensus;

import dev.lode.storage.wal.FileDevice;
import dev.lode.storage.wal.FilterDevice;
import dev.lode.storage.wal.LogBuffer;
import dev.lode.storage.wal.LogFile;
import dev.lode.storage.wal.WalConfig;
import java.io.IOException;
import java.nio.file.Path;

/// A folder whose disk fails when it is told to.
final class FailingDevice extends FilterDevice {
    boolean fails;

    FailingDevice(Path folder) throws IOException {
        super(FileDevice.probe(folder, WalConfig.Device.FORCE));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new FilterFile(super.open(name)) {
            @Override
            public void write(LogBuffer from, int length, long position) throws IOException {
                if (fails) {
                    throw new IOException("Input/output error");
                }
                super.write(from, length, position);
            }
        };
    }
}
