package dev.lode.storage.wal;

import dev.lode.storage.faulty.Tear;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A disk in memory that records every change and every sync, and can be cut off at any of them.
///
/// A write is durable when it returns. Of one that was cut off any sectors may have arrived;
/// whether those that did will still be there after another cut is open until they are synced or
/// written again, because they may have been in a cache alone.
final class MemoryDevice implements LogDevice {
    static final int SECTOR = 512;

    /// One durable change.
    sealed interface Change {}

    record Create(String name, int bytes) implements Change {}

    record Rename(String from, String to) implements Change {}

    record Delete(String name) implements Change {}

    record Put(String name, ByteBuffer content) implements Change {}

    record Write(String name, int position, ByteBuffer bytes) implements Change {}

    record Sync(String name) implements Change {}

    private record Place(String name, int position) {}

    /// What the sectors held that arrived of a write that was cut off.
    private final Map<Place, byte[]> before = new LinkedHashMap<>();

    final List<Change> changes = new ArrayList<>();
    final Map<String, byte[]> files = new HashMap<>();
    private final Arena arena = Arena.ofAuto();

    /// Writes until one fails half done; negative for never.
    int writesLeft = -1;

    /// Whether indexes find no room.
    boolean refusesIndexes;

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
        if (tear != null) {
            disk.forget(tear);
        }
        if (tear != null && count < changes.size() && changes.get(count) instanceof Write write) {
            if (tear.nextInt(8) == 0) {
                disk.arrive(write);
            } else {
                disk.tear(write, tear);
            }
        }
        disk.changes.clear();
        return disk;
    }

    /// The same disk as it is now.
    MemoryDevice copy() {
        var disk = new MemoryDevice();
        files.forEach((name, bytes) -> disk.files.put(name, bytes.clone()));
        disk.before.putAll(before);
        return disk;
    }

    /// Some of what was never synced is gone.
    private void forget(SplittableRandom random) {
        int share = random.nextInt(4);
        before.forEach((place, bytes) -> {
            byte[] file = files.get(place.name());
            if (file != null && random.nextInt(3) < share) {
                System.arraycopy(bytes, 0, file, place.position(), SECTOR);
            }
        });
        before.clear();
    }

    private void settle(String name, int position, int length) {
        before.keySet()
                .removeIf(place ->
                        place.name().equals(name)
                                && place.position() >= position
                                && place.position() < position + length);
    }

    private void carryOut(Change change) throws IOException {
        switch (change) {
            case Create it -> create(it.name(), it.bytes());
            case Rename it -> rename(it.from(), it.to());
            case Delete it -> delete(it.name());
            case Put it -> put(it.name(), it.content().array());
            case Write it -> {
                it.bytes().get(0, file(it.name()), it.position(), it.bytes().limit());
                settle(it.name(), it.position(), it.bytes().limit());
            }
            case Sync it -> settle(it.name(), 0, Integer.MAX_VALUE);
        }
    }

    /// Lets part of a write arrive: by sectors of 512 bytes or of 4 KiB, never all of it.
    void tear(Write write, SplittableRandom random) throws IOException {
        Tear tear = Tear.of(random, write.position(), write.bytes().limit());
        BitSet arrived = tear.arrived();
        for (int i = arrived.nextSetBit(0); i >= 0; i = arrived.nextSetBit(i + 1)) {
            arrive(write, i * tear.unit(), tear.unit());
        }
    }

    /// Lets all of a write arrive, and nobody know of it.
    void arrive(Write write) throws IOException {
        arrive(write, 0, write.bytes().limit());
    }

    private void arrive(Write write, int from, int length) throws IOException {
        byte[] file = file(write.name());
        for (int at = from; at < from + length; at += SECTOR) {
            int position = write.position() + at;
            before.putIfAbsent(
                    new Place(write.name(), position),
                    Arrays.copyOfRange(file, position, position + SECTOR));
            write.bytes().get(at, file, position, SECTOR);
        }
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
        if (refusesIndexes && Format.isIndex(name)) {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }
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
            settle(name, (int) position, length);
            changes.add(write);
        }

        @Override
        public void sync() {
            settle(name, 0, Integer.MAX_VALUE);
            changes.add(new Sync(name));
        }

        @Override
        public void read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), Math.max(0, bytes.length - position));
            into.put(bytes, (int) position, count);
        }

        @Override
        public void close() {}
    }
}
