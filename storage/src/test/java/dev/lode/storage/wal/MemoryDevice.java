package dev.lode.storage.wal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A disk in memory that records every change, and can be cut off at any of them.
final class MemoryDevice implements LogDevice {
    static final int SECTOR = 512;

    /// One durable change.
    sealed interface Change {}

    record Create(String name, int bytes) implements Change {}

    record Rename(String from, String to) implements Change {}

    record Delete(String name) implements Change {}

    record Put(String name, ByteBuffer content) implements Change {}

    record Write(String name, int position, ByteBuffer bytes) implements Change {}

    final List<Change> changes = new ArrayList<>();
    final Map<String, byte[]> files = new HashMap<>();
    private final Arena arena = Arena.ofAuto();

    /// Writes until one fails half done; negative for never.
    int writesLeft = -1;

    /// Bytes that new files may still take.
    long free = Long.MAX_VALUE;

    /// The disk after the first changes of this one, and a torn part of the next.
    MemoryDevice after(int count, @Nullable SplittableRandom tear) throws IOException {
        return replayOnto(new MemoryDevice(), count, tear);
    }

    /// Does the first of some changes to a disk, and a torn part of the next.
    MemoryDevice replayOnto(MemoryDevice disk, int count, @Nullable SplittableRandom tear)
            throws IOException {
        for (Change change : changes.subList(0, count)) {
            disk.carryOut(change);
        }
        if (tear != null && count < changes.size() && changes.get(count) instanceof Write write) {
            disk.tear(write, tear);
        }
        disk.changes.clear();
        return disk;
    }

    /// The same disk as it is now.
    MemoryDevice copy() {
        var disk = new MemoryDevice();
        files.forEach((name, bytes) -> disk.files.put(name, bytes.clone()));
        return disk;
    }

    private void carryOut(Change change) throws IOException {
        switch (change) {
            case Create it -> create(it.name(), it.bytes());
            case Rename it -> rename(it.from(), it.to());
            case Delete it -> delete(it.name());
            case Put it -> put(it.name(), it.content().array());
            case Write it -> it.bytes().get(0, file(it.name()), it.position(), it.bytes().limit());
        }
    }

    private void tear(Write write, SplittableRandom random) throws IOException {
        int sectors = write.bytes().limit() / SECTOR;
        var reached = new BitSet();
        switch (random.nextInt(4)) {
            case 0 -> reached.set(0, random.nextInt(sectors));
            case 1 -> reached.set(random.nextInt(sectors), sectors);
            case 2 -> {
                reached.set(0, sectors);
                reached.clear(random.nextInt(sectors));
            }
            default -> {
                for (int i = 0; i < sectors; i++) {
                    reached.set(i, random.nextBoolean());
                }
                reached.clear(random.nextInt(sectors));
            }
        }
        byte[] file = file(write.name());
        reached.stream()
                .forEach(sector ->
                        write.bytes()
                                .get(
                                        sector * SECTOR,
                                        file,
                                        write.position() + sector * SECTOR,
                                        SECTOR));
    }

    byte[] file(String name) throws IOException {
        byte[] file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public String path(String name) {
        return "memory/" + name;
    }

    @Override
    public LogBuffer buffer(int bytes) {
        MemorySegment memory = arena.allocate(bytes + (long) Format.BLOCK, 64);
        return LogBuffer.aligned(memory, bytes, Format.BLOCK);
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        if (bytes > free) {
            throw new IOException("No space left on device");
        }
        free -= bytes;
        files.put(name, new byte[(int) bytes]);
        changes.add(new Create(name, (int) bytes));
    }

    @Override
    public long freeBytes() {
        return free;
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new Memory(name, file(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        byte[] file = file(from);
        files.remove(from);
        files.put(to, file);
        changes.add(new Rename(from, to));
    }

    @Override
    public void delete(String name) {
        files.remove(name);
        changes.add(new Delete(name));
    }

    @Override
    public byte @Nullable [] get(String name) {
        byte[] content = files.get(name);
        return content == null ? null : content.clone();
    }

    @Override
    public void put(String name, byte[] content) {
        files.put(name, content.clone());
        changes.add(new Put(name, ByteBuffer.wrap(content.clone())));
    }

    @Override
    public void close() {}

    private final class Memory implements LogFile {
        private final String name;
        private final byte[] bytes;

        Memory(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes.length;
        }

        @Override
        public void write(LogBuffer from, int length, long position) throws IOException {
            if (length % Format.BLOCK != 0 || position % Format.BLOCK != 0) {
                throw new IOException("Invalid argument: not aligned");
            }
            byte[] copy = new byte[length];
            from.view().clear().get(0, copy);
            var write = new Write(name, (int) position, ByteBuffer.wrap(copy).asReadOnlyBuffer());
            if (writesLeft == 0) {
                tear(write, new SplittableRandom(position));
                throw new IOException("Input/output error");
            }
            writesLeft--;
            System.arraycopy(copy, 0, bytes, (int) position, length);
            changes.add(write);
        }

        @Override
        public void sync() {}

        @Override
        public void read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), Math.max(0, bytes.length - position));
            into.put(bytes, (int) position, count);
        }

        @Override
        public void close() {}
    }
}
