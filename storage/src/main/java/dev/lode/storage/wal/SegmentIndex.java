package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Index;
import dev.lode.storage.wal.Logs.Sealed;
import dev.lode.storage.wal.SegmentScanner.Opening;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The index of a sealed segment, as a small file beside it: what a start must know of the segment
/// without reading it. Format: docs/format/wal.md.
final class SegmentIndex {
    private SegmentIndex() {}

    /// What an index came to.
    ///
    /// @param sealed what the segment holds; null where the index does not count
    /// @param wrong why it does not; empty where it does
    record Outcome(@Nullable Sealed sealed, String wrong) {
        private static Outcome wrong(String why) {
            return new Outcome(null, why);
        }
    }

    /// Writes an index.
    ///
    /// @param id of the log
    /// @param sealed what the segment holds
    /// @param opening of the segment
    /// @param next opening of the segment behind it
    static byte[] encode(Id128 id, Sealed sealed, Opening opening, Opening next) {
        List<List<byte[]>> streams =
                sealed.logs().stream()
                        .map(part -> part.runs().stream().map(EntryRun::stream).toList())
                        .toList();
        int length = Index.BYTES + Index.LOG_BYTES * sealed.logs().size();
        for (List<byte[]> ofLog : streams) {
            for (byte[] stream : ofLog) {
                length = Math.addExact(length, Index.RUN_BYTES + padded(stream.length));
            }
        }
        byte[] bytes = new byte[length];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, Index.MAGIC, Index.MAGIC_VALUE);
        memory.set(Layouts.I32, Index.VERSION_AT, Format.VERSION);
        memory.set(Layouts.I32, Index.LOGS, sealed.logs().size());
        id.write(memory, Index.ID);
        memory.set(Layouts.I64, Index.LIFE, sealed.life());
        memory.set(Layouts.I64, Index.END, next.previousEnd());
        memory.set(Layouts.I64, Index.SEQUENCE, opening.sequence());
        memory.set(Layouts.I64, Index.NEXT_SEQUENCE, next.sequence());
        memory.set(Layouts.I32, Index.PREVIOUS_CRC, opening.previousCrc());
        memory.set(Layouts.I32, Index.LAST_CRC, next.previousCrc());
        memory.set(Layouts.I64, Index.LENGTH, length);
        long at = Index.BYTES;
        for (int i = 0; i < sealed.logs().size(); i++) {
            Sealed.Part part = sealed.logs().get(i);
            memory.set(Layouts.I32, at + Index.LOG, part.log());
            memory.set(Layouts.I32, at + Index.RUNS, part.runs().size());
            memory.set(Layouts.I64, at + Index.LOG_FIRST, part.first());
            memory.set(Layouts.I64, at + Index.LOG_LAST, part.last());
            at += Index.LOG_BYTES;
            for (int k = 0; k < part.runs().size(); k++) {
                EntryRun run = part.runs().get(k);
                byte[] stream = streams.get(i).get(k);
                memory.set(Layouts.I64, at + Index.RUN_FIRST, run.first());
                memory.set(Layouts.I32, at + Index.RUN_COUNT, (int) (run.last() - run.first() + 1));
                memory.set(Layouts.I32, at + Index.RUN_STREAM, stream.length);
                at += Index.RUN_BYTES;
                MemorySegment.copy(stream, 0, memory, ValueLayout.JAVA_BYTE, at, stream.length);
                at += padded(stream.length);
            }
        }
        memory.set(Layouts.I32, Index.CRC, crc(bytes));
        return bytes;
    }

    private static int padded(int length) {
        return (length + 7) & -8;
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, (int) Index.CRC);
        crc.update(bytes, Index.BYTES, bytes.length - Index.BYTES);
        return (int) crc.getValue();
    }

    /// Reads an index, and believes it only where it fits what stands before and behind the
    /// segment.
    ///
    /// @param bytes the file; null where there is none
    /// @param id of the log
    /// @param life of the segment
    /// @param opening of the segment
    /// @param next opening of the segment behind it
    static Outcome decode(
            byte @Nullable [] bytes, Id128 id, long life, Opening opening, Opening next) {
        if (bytes == null) {
            return Outcome.wrong("has no index");
        }
        if (bytes.length < Index.BYTES) {
            return Outcome.wrong("has an index that is cut short");
        }
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I64, Index.MAGIC) != Index.MAGIC_VALUE
                || memory.get(Layouts.I32, Index.CRC) != crc(bytes)
                || memory.get(Layouts.I64, Index.LENGTH) != bytes.length) {
            return Outcome.wrong("has an index that fails its checksum");
        }
        if (memory.get(Layouts.I32, Index.VERSION_AT) != Format.VERSION) {
            return Outcome.wrong("has an index of another version");
        }
        if (!Id128.read(memory, Index.ID).equals(id)
                || memory.get(Layouts.I64, Index.LIFE) != life) {
            return Outcome.wrong("has the index of another segment");
        }
        if (memory.get(Layouts.I64, Index.END) != next.previousEnd()
                || memory.get(Layouts.I64, Index.SEQUENCE) != opening.sequence()
                || memory.get(Layouts.I64, Index.NEXT_SEQUENCE) != next.sequence()
                || memory.get(Layouts.I32, Index.PREVIOUS_CRC) != opening.previousCrc()
                || memory.get(Layouts.I32, Index.LAST_CRC) != next.previousCrc()) {
            return Outcome.wrong("has an index that does not fit the segment behind it");
        }
        Sealed sealed = body(memory, life, next.previousEnd());
        return sealed == null
                ? Outcome.wrong("has an index that makes no sense")
                : new Outcome(sealed, "");
    }

    /// Everything behind the head; null where it makes no sense.
    private static @Nullable Sealed body(MemorySegment memory, long life, long end) {
        long length = memory.byteSize();
        int logs = memory.get(Layouts.I32, Index.LOGS);
        var parts = new ArrayList<Sealed.Part>();
        long at = Index.BYTES;
        int before = -1;
        for (int i = 0; i < logs; i++) {
            if (at + Index.LOG_BYTES > length) {
                return null;
            }
            int log = memory.get(Layouts.I32, at + Index.LOG);
            int count = memory.get(Layouts.I32, at + Index.RUNS);
            long first = memory.get(Layouts.I64, at + Index.LOG_FIRST);
            long last = memory.get(Layouts.I64, at + Index.LOG_LAST);
            at += Index.LOG_BYTES;
            if (log <= before || log > Format.LOG_MAX || first > last + 1 || count < 0) {
                return null;
            }
            before = log;
            var runs = new ArrayList<EntryRun>();
            long free = first;
            for (int k = 0; k < count; k++) {
                EntryRun run = run(memory, at, life, end);
                if (run == null || run.first() < free || run.last() > last) {
                    return null;
                }
                free = run.last() + 1;
                runs.add(run);
                at += Index.RUN_BYTES + padded(memory.get(Layouts.I32, at + Index.RUN_STREAM));
            }
            parts.add(new Sealed.Part(log, first, last, runs));
        }
        return at == length && logs >= 0 ? new Sealed(life, parts) : null;
    }

    private static @Nullable EntryRun run(MemorySegment memory, long at, long life, long end) {
        if (at + Index.RUN_BYTES > memory.byteSize()) {
            return null;
        }
        long first = memory.get(Layouts.I64, at + Index.RUN_FIRST);
        int count = memory.get(Layouts.I32, at + Index.RUN_COUNT);
        int length = memory.get(Layouts.I32, at + Index.RUN_STREAM);
        long from = at + Index.RUN_BYTES;
        if (count <= 0 || length < count || length > memory.byteSize() - from) {
            return null;
        }
        byte[] stream = memory.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
        return EntryRun.of(life, first, count, stream, end);
    }
}
