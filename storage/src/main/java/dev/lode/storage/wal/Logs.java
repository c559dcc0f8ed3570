package dev.lode.storage.wal;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is durable of all logs; it changes by records alone, at a start as in operation.
///
/// Threads: guarded by the lock of the log.
final class Logs {
    /// Kept for the runs to come; a few logs' worth of a segment of small entries.
    private static final long ARRAY_BYTES_MAX = 4L << 20;

    private final PlaceArrays arrays = new PlaceArrays(ARRAY_BYTES_MAX);
    private @Nullable LogState[] states = new @Nullable LogState[16];
    private long life = Long.MAX_VALUE;
    private final Deque<Sealed> sealed = new ArrayDeque<>();

    /// What a segment holds that was still needed when the log left it.
    ///
    /// @param life of the segment
    /// @param logs all of them, ascending
    record Sealed(long life, List<Part> logs) {
        /// One log.
        ///
        /// @param log its number
        /// @param first its first index then
        /// @param last its last index then
        /// @param runs its entries in this segment
        record Part(int log, long first, long last, List<EntryRun> runs) {}

        /// Gives back what it shares with the state that it was made of; it must not be used again.
        /// Hold the lock. One that is forgotten costs memory for the collector, and nothing else.
        void release() {
            for (Part part : logs) {
                part.runs.forEach(EntryRun::drop);
            }
        }
    }

    /// From now on, whenever batches of another segment come, what the one before holds is put by.
    void sealFrom(long active) {
        life = active;
    }

    /// The segment whose batches came last.
    long active() {
        return life;
    }

    /// What was put by first; null where nothing is left.
    @Nullable Sealed nextSealed() {
        return sealed.poll();
    }

    /// What a segment holds now.
    Sealed seal(long of) {
        return new Sealed(
                of,
                all().map(state ->
                                new Sealed.Part(
                                        state.log,
                                        state.first(),
                                        state.last(),
                                        state.runs().stream()
                                                .filter(run -> run.life == of)
                                                .map(run -> run.part(run.first(), run.last()))
                                                .toList()))
                        .toList());
    }

    /// Takes the place of reading a sealed segment.
    void take(Sealed segment) {
        for (Sealed.Part part : segment.logs()) {
            getOrMake(part.log()).take(part.first(), part.last(), part.runs());
        }
    }

    /// What the places of all entries take, about.
    long heapBytes() {
        return all().flatMap(state -> state.runs().stream()).mapToLong(EntryRun::heapBytes).sum();
    }

    @Nullable LogState get(int log) {
        return log < states.length ? states[log] : null;
    }

    /// Those that ever had a record, ascending.
    Stream<LogState> all() {
        return Arrays.stream(states).filter(Objects::nonNull);
    }

    /// The smallest life that any log still needs.
    long oldestLife() {
        long oldest = Long.MAX_VALUE;
        for (LogState state : states) {
            if (state != null) {
                oldest = Math.min(oldest, state.oldestLife());
            }
        }
        return oldest;
    }

    /// Whether the records of a batch stay within it; its checksum is right.
    static boolean wellFormed(MemorySegment batch, int length) {
        int records = batch.get(Layouts.I32, Batch.RECORDS);
        long at = Batch.BYTES;
        for (int i = 0; i < records; i++) {
            if (at + LogRecord.BYTES > length) {
                return false;
            }
            long data = Integer.toUnsignedLong(batch.get(Layouts.I32, at + LogRecord.LENGTH));
            at += LogRecord.BYTES + ((data + 7) & -8);
            if (at > length) {
                return false;
            }
        }
        return records >= 0 && at == length;
    }

    /// Carries out the records of a batch that is durable.
    ///
    /// @param batch the batch, well formed
    /// @param life of its segment
    /// @param offset of the batch in its segment
    /// @return null; or what makes no sense, and is damage if it was read from disk
    @Nullable String apply(MemorySegment batch, long life, long offset) {
        if (life > this.life) {
            sealed.add(seal(this.life));
            this.life = life;
        }
        int records = batch.get(Layouts.I32, Batch.RECORDS);
        long at = Batch.BYTES;
        for (int i = 0; i < records; i++) {
            String nonsense = applyRecord(batch, at, life, offset);
            if (nonsense != null) {
                return nonsense;
            }
            at += LogRecord.size(batch.get(Layouts.I32, at + LogRecord.LENGTH));
        }
        return null;
    }

    private @Nullable String applyRecord(MemorySegment batch, long at, long life, long offset) {
        int log = batch.get(Layouts.I32, at + LogRecord.LOG);
        long index = batch.get(Layouts.I64, at + LogRecord.INDEX);
        if (log < 0 || log > Format.LOG_MAX) {
            return "a record of the impossible log " + log;
        }
        LogState state = getOrMake(log);
        byte kind = batch.get(Layouts.I8, at + LogRecord.KIND);
        switch (kind) {
            case LogRecord.ENTRY -> {
                if (index != state.last() + 1) {
                    return "log " + log + " has entry " + index + " behind " + state.last();
                }
                state.append(index, life, offset + at, type(batch, at));
            }
            case LogRecord.COPY -> {
                if (index < state.first() || index > state.last()) {
                    return "log " + log + " has a copy of entry " + index + ", which it has not";
                }
                state.move(index, life, offset + at, type(batch, at));
            }
            case LogRecord.METADATA -> state.metadata(data(batch, at, 0));
            case LogRecord.PREFIX -> state.truncatePrefix(index);
            case LogRecord.SUFFIX -> state.truncateSuffix(index);
            case LogRecord.RESET -> state.reset(index);
            case LogRecord.STATE -> {
                if (batch.get(Layouts.I32, at + LogRecord.LENGTH) < Long.BYTES) {
                    return "the state of log " + log + " is too short";
                }
                state.restate(batch.get(Layouts.I64, at + LogRecord.BYTES), index);
                byte[] metadata = data(batch, at, Long.BYTES);
                if (metadata.length > 0) {
                    state.metadata(metadata);
                }
            }
            default -> {
                return "a record of the unknown kind " + kind;
            }
        }
        return null;
    }

    private static byte type(MemorySegment batch, long at) {
        return batch.get(Layouts.I8, at + LogRecord.TYPE);
    }

    LogState getOrMake(int log) {
        if (log >= states.length) {
            states = Arrays.copyOf(states, Math.max(log + 1, 2 * states.length));
        }
        LogState state = states[log];
        if (state == null) {
            state = new LogState(log, arrays);
            states[log] = state;
        }
        return state;
    }

    private static byte[] data(MemorySegment batch, long at, int skip) {
        int length = batch.get(Layouts.I32, at + LogRecord.LENGTH) - skip;
        return batch.asSlice(at + LogRecord.BYTES + skip, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
