package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A device that passes everything on to another one; what is to be otherwise is overridden.
///
/// Threads, memory, errors: those of the device behind it.
public abstract class FilterDevice implements LogDevice {
    private final LogDevice device;

    /// Makes one.
    ///
    /// @param device behind it; closed with it
    protected FilterDevice(LogDevice device) {
        this.device = device;
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public String path(String name) {
        return device.path(name);
    }

    @Override
    public LogBuffer buffer(int bytes) {
        return device.buffer(bytes);
    }

    @Override
    public List<String> list() throws IOException {
        return device.list();
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        device.create(name, bytes);
    }

    @Override
    public long freeBytes() throws IOException {
        return device.freeBytes();
    }

    @Override
    public LogFile open(String name) throws IOException {
        return device.open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        device.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        device.delete(name);
    }

    @Override
    public byte @Nullable [] get(String name) throws IOException {
        return device.get(name);
    }

    @Override
    public void put(String name, byte[] content) throws IOException {
        device.put(name, content);
    }

    @Override
    public @Nullable LogQueue queue(int slots, int bytes) throws IOException {
        return device.queue(slots, bytes);
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    /// A file that passes everything on to another one.
    public abstract static class FilterFile implements LogFile {
        private final LogFile file;

        /// Makes one.
        ///
        /// @param file behind it; closed with it
        protected FilterFile(LogFile file) {
            this.file = file;
        }

        @Override
        public long bytes() {
            return file.bytes();
        }

        @Override
        public void write(LogBuffer from, int length, long position) throws IOException {
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
    }
}
