package dev.lode.consensus;

import dev.lode.storage.wal.FileDevice;
import dev.lode.storage.wal.LogBuffer;
import dev.lode.storage.wal.LogDevice;
import dev.lode.storage.wal.LogFile;
import dev.lode.storage.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder whose disk fails when it is told to.
final class FailingDevice implements LogDevice {
    private final LogDevice disk;
    boolean fails;

    FailingDevice(Path folder) throws IOException {
        disk = FileDevice.probe(folder, WalConfig.Device.FORCE);
    }

    @Override
    public String description() {
        return disk.description();
    }

    @Override
    public String path(String name) {
        return disk.path(name);
    }

    @Override
    public LogBuffer buffer(int bytes) {
        return disk.buffer(bytes);
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        disk.create(name, bytes);
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    @Override
    public LogFile open(String name) throws IOException {
        LogFile file = disk.open(name);
        return new LogFile() {
            @Override
            public long bytes() {
                return file.bytes();
            }

            @Override
            public void write(LogBuffer from, int length, long position) throws IOException {
                if (fails) {
                    throw new IOException("Input/output error");
                }
                file.write(from, length, position);
            }

            @Override
            public void sync() throws IOException {
                file.sync();
            }

            @Override
            public void read(ByteBuffer into, long position) throws IOException {
                file.read(into, position);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public byte @Nullable [] get(String name) throws IOException {
        return disk.get(name);
    }

    @Override
    public void put(String name, byte[] content) throws IOException {
        disk.put(name, content);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
