package dev.lode.storage.archive;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A piece that is being filled: entries one behind the other, in one buffer that is used again.
///
/// Threads: owned by one. Memory: grows to the size of the largest piece.
final class Piece {
    private static final int TYPE = 20;
    private byte[] content = new byte[1 << 16];
    private int length;
    private int count;
    private long first;
    private long last;

    void clear() {
        length = 0;
        count = 0;
    }

    int count() {
        return count;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    byte[] content() {
        return content;
    }

    int length() {
        return length;
    }

    /// Takes an entry, unless the piece has one and would grow beyond a size.
    boolean add(LogEntry entry, int bytesMax) {
        long bytes = entry.archivedBytes();
        if (count > 0 && length + bytes > bytesMax) {
            return false;
        }
        int end = Math.toIntExact(length + bytes);
        if (end > content.length) {
            content = Arrays.copyOf(content, Math.max(end, 2 * content.length));
        }
        MemorySegment memory = MemorySegment.ofArray(content);
        memory.set(Layouts.I64, length, entry.index());
        memory.set(Layouts.I64, length + 8L, entry.term());
        memory.set(Layouts.I32, length + 16L, (int) entry.data().byteSize());
        memory.set(Layouts.I32, length + TYPE, entry.type() & 0xff);
        MemorySegment.copy(
                entry.data(), 0, memory, length + LogEntry.HEAD_BYTES, entry.data().byteSize());
        if (count == 0) {
            first = entry.index();
        }
        last = entry.index();
        length = end;
        count++;
        return true;
    }

    /// Reads what a piece holds, and holds it against its head.
    static List<LogEntry> read(ObjectHead head, byte[] content) throws DamagedObject {
        MemorySegment memory = MemorySegment.ofArray(content);
        List<LogEntry> entries = new ArrayList<>();
        long at = 0;
        long next = head.first();
        while (at < content.length) {
            if (content.length - at < LogEntry.HEAD_BYTES) {
                throw new DamagedObject("ends within an entry");
            }
            long bytes = memory.get(Layouts.I32, at + 16);
            long data = at + LogEntry.HEAD_BYTES;
            if (bytes < 0 || bytes > content.length - data) {
                throw new DamagedObject("ends within an entry");
            }
            long index = memory.get(Layouts.I64, at);
            if (index != next++) {
                throw new DamagedObject("has entry " + index + " where " + (next - 1) + " belongs");
            }
            entries.add(
                    new LogEntry(
                            index,
                            memory.get(Layouts.I64, at + 8),
                            memory.get(Layouts.I8, at + TYPE),
                            memory.asSlice(data, bytes)));
            at = data + bytes;
        }
        if (entries.size() != head.count() || next != head.last() + 1) {
            throw new DamagedObject("does not hold the entries that its head names");
        }
        return entries;
    }
}
