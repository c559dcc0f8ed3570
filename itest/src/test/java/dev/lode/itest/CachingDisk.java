package dev.lode.itest;

import dev.lode.storage.wal.LogBuffer;
import dev.lode.storage.wal.LogDevice;
import dev.lode.storage.wal.LogFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A disk with a cache that a power cut empties; what is flushed stays.
///
/// It keeps the promises of its port. Subclasses break one on purpose.
class CachingDisk implements LogDevice {
    private static final int SECTOR = 512;
    private static final int BLOCK = 4096;

    /// A write that is in the cache alone.
    record Cached(String name, int position, ByteBuffer bytes) {
        void copy(int from, byte[] to, int count) {
            bytes.get(from, to, position + from, count);
        }
    }

    final Map<String, byte[]> flushed = new HashMap<>();
    final List<Cached> cache = new ArrayList<>();
    private final Arena arena = Arena.ofAuto();

    /// Makes what is cached durable, as a write does before it ends.
    void flush() throws IOException {
        for (Cached write : cache) {
            byte[] file = file(write.name());
            write.copy(0, file, write.bytes().limit());
        }
        cache.clear();
    }

    /// Takes a write, and returns when it is durable.
    void write(Cached write) throws IOException {
        cache.add(write);
        flush();
    }

    /// What a reader sees of a file beyond what is flushed.
    byte[] seen(String name) throws IOException {
        byte[] file = file(name).clone();
        for (Cached write : cache) {
            if (write.name().equals(name)) {
                write.copy(0, file, write.bytes().limit());
            }
        }
        return file;
    }

    /// The same disk with nothing in its cache; what is written to one is not on the other.
    CachingDisk copyTo(CachingDisk other) {
        flushed.forEach((name, bytes) -> other.flushed.put(name, bytes.clone()));
        return other;
    }

    /// The disk after a power cut: of what was cached any sectors may have arrived.
    CachingDisk cut(SplittableRandom random) throws IOException {
        CachingDisk after = copyTo(new CachingDisk());
        for (Cached write : cache) {
            for (int at = 0; at < write.bytes().limit(); at += SECTOR) {
                if (random.nextInt(3) == 0) {
                    write.copy(at, after.file(write.name()), SECTOR);
                }
            }
        }
        return after;
    }

    byte[] file(String name) throws IOException {
        byte[] file = flushed.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public String description() {
        return "memory behind a cache";
    }

    @Override
    public String path(String name) {
        return "disk/" + name;
    }

    @Override
    public LogBuffer buffer(int bytes) {
        MemorySegment memory = arena.allocate(bytes, BLOCK);
        return new LogBuffer(memory, memory.asByteBuffer());
    }

    @Override
    public List<String> list() {
        return List.copyOf(flushed.keySet());
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void create(String name, long bytes) {
        flushed.put(name, new byte[(int) bytes]);
    }

    @Override
    public LogFile open(String name) throws IOException {
        long length = file(name).length;
        return new LogFile() {
            @Override
            public long bytes() {
                return length;
            }

            @Override
            public void write(LogBuffer from, int count, long position) throws IOException {
                byte[] bytes = new byte[count];
                from.view().clear().get(0, bytes);
                CachingDisk.this.write(new Cached(name, (int) position, ByteBuffer.wrap(bytes)));
            }

            @Override
            public void sync() throws IOException {
                flush();
            }

            @Override
            public void read(ByteBuffer into, long position) throws IOException {
                byte[] file = seen(name);
                int count = (int) Math.min(into.remaining(), file.length - position);
                if (count > 0) {
                    into.put(file, (int) position, count);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        flushed.put(to, file(from));
        flushed.remove(from);
    }

    @Override
    public void delete(String name) {
        flushed.remove(name);
    }

    @Override
    public byte @Nullable [] get(String name) {
        byte[] content = flushed.get(name);
        return content == null ? null : content.clone();
    }

    @Override
    public void put(String name, byte[] content) {
        flushed.put(name, content.clone());
    }

    @Override
    public void close() {}
}
