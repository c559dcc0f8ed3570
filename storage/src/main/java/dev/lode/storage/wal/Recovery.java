package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.BatchWriter.End;
import dev.lode.storage.wal.SegmentScanner.Found;
import dev.lode.storage.wal.SegmentScanner.Opening;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the good end of a log on disk and tells a torn flight from damage.
///
/// Threads: owned by one. It changes nothing on disk. Errors: [DamagedLog].
final class Recovery {
    /* Implementation: 1. The opening batch of each segment names the life before it and where that
     * one ended, so the segments in use are those that the newest whole opening leads back to.
     * 2. A segment whose index fits both openings is not read: the index says what it holds. 3. Of
     * the others the batches are read in order; each must have the next sequence and the checksum of
     * the one before. 4. Where that stops, everything behind is searched for whole batches. One whose
     * durable mark covers the hole shows that the hole was acknowledged: damage; so does an index of
     * this segment, as none is written before the next one is acknowledged. Without such a sign
     * nobody was told that what is in the hole is there, and the log ends before it.
     */
    private final LogDevice device;
    private final SegmentScanner scanner;
    private final Damage damage;
    private final Id128 id;
    private final long countedLife;
    private final long activeLife;
    private final boolean whole;
    private final Logs logs = new Logs();
    private final List<String> notes = new ArrayList<>();
    private final List<Logs.Sealed> unindexed = new ArrayList<>();
    private int indexed;
    private long batches;
    private long records;
    private long nextSequence = 1;
    private int previousCrc;

    private Recovery(LogDevice device, SegmentScanner scanner, byte[] meta, boolean whole) {
        this.whole = whole;
        this.device = device;
        this.scanner = scanner;
        damage = new Damage(device);
        id = Format.Meta.id(meta);
        countedLife = Format.Meta.life(meta);
        activeLife = Format.Meta.active(meta);
    }

    /// What a log came to.
    ///
    /// @param chain the segments in use, oldest first; empty for a new log
    /// @param unused other segments, highest life first; open
    /// @param end where the log goes on; null for a new log
    /// @param torn whether it must go on in a new life
    /// @param logs the state of every log
    /// @param unindexed what the sealed segments hold that had to be read for want of an index
    /// @param report for people
    record Outcome(
            List<Segment> chain,
            List<Segment> unused,
            @Nullable End end,
            boolean torn,
            Logs logs,
            List<Logs.Sealed> unindexed,
            WalReport report) {
        /// Segments of this life or newer may hold bytes that were read and are not yet durable: an
        /// earlier process was killed before it had waited for them.
        long syncFrom() {
            return chain.size() < 2 ? 0 : chain.get(chain.size() - 2).life();
        }
    }

    private record Link(Segment segment, Opening opening) {}

    /// Reads a log.
    ///
    /// @param device where it is
    /// @param meta its valid `log.meta`
    /// @param whole whether every segment is read, with an index or not
    static Outcome run(LogDevice device, byte[] meta, boolean whole) throws IOException {
        var opened = new ArrayList<Segment>();
        boolean done = false;
        try (var scanner = new SegmentScanner(Format.Meta.id(meta))) {
            var recovery = new Recovery(device, scanner, meta, whole);
            new SegmentFiles(device, scanner, recovery.id, recovery.countedLife).open(opened);
            Outcome outcome = recovery.read(opened);
            done = true;
            return outcome;
        } finally {
            if (!done) {
                for (Segment segment : opened) {
                    segment.file().close();
                }
            }
        }
    }

    private Outcome read(List<Segment> all) throws IOException {
        Deque<Link> chain = chain(all);
        if (activeLife > 0 && (chain.isEmpty() || chain.getLast().segment.life() < activeLife)) {
            throw damage.missing(
                    activeLife, "it was in use, and it is missing or its opening is damaged");
        }
        End end = null;
        boolean torn = false;
        String cut = null;
        var kept = new ArrayList<Segment>();
        while (!chain.isEmpty()) {
            Link link = chain.removeFirst();
            Segment segment = link.segment;
            kept.add(segment);
            if (kept.size() == 1) {
                nextSequence = link.opening.sequence();
                previousCrc = link.opening.previousCrc();
            }
            Opening next = chain.isEmpty() ? null : chain.getFirst().opening;
            if (next != null && takeIndex(link, next)) {
                continue;
            }
            long limit = next == null ? segment.bytes() : next.previousEnd();
            long stop = readSegment(segment, limit);
            if (next != null && stop == limit) {
                compareIndex(link, next);
                unindexed.add(logs.seal(segment.life()));
                continue;
            }
            cut = new EndOfLog(device, scanner).judge(segment, stop, nextSequence, all);
            torn = cut != null || next != null;
            end = new End(segment, stop, nextSequence, previousCrc);
            break;
        }
        var unused = new ArrayList<>(all.reversed());
        unused.removeAll(kept);
        if (end == null) {
            new EndOfLog(device, scanner).searchUnused(all);
        } else {
            checkPlaces(kept.getFirst());
        }
        var report =
                new WalReport(
                        kept.size(),
                        indexed,
                        batches,
                        records,
                        logs.heapBytes(),
                        List.copyOf(notes),
                        cut);
        return new Outcome(kept, unused, end, torn, logs, unindexed, report);
    }

    /// Whether the index of a segment took the place of reading it.
    private boolean takeIndex(Link link, Opening next) throws IOException {
        Segment segment = link.segment;
        if (link.opening.sequence() != nextSequence || link.opening.previousCrc() != previousCrc) {
            throw damage.at(
                    segment,
                    Format.BLOCK,
                    "batch "
                            + link.opening.sequence()
                            + " stands where "
                            + nextSequence
                            + " belongs");
        }
        byte[] bytes = device.get(Format.indexName(segment.life()));
        var index = SegmentIndex.decode(bytes, id, segment.life(), link.opening, next);
        if (index.sealed() == null) {
            notes.add(device.path(segment.name()) + " " + index.wrong() + ": it was read whole");
            return false;
        }
        if (whole) {
            return false;
        }
        logs.take(index.sealed());
        nextSequence = next.sequence();
        previousCrc = next.previousCrc();
        indexed++;
        return true;
    }

    /// Where everything is read although there are indexes: these must say the same.
    private void compareIndex(Link link, Opening next) throws IOException {
        byte[] bytes = whole ? device.get(Format.indexName(link.segment.life())) : null;
        Logs.Sealed stated =
                SegmentIndex.decode(bytes, id, link.segment.life(), link.opening, next).sealed();
        if (stated != null) {
            Logs.Sealed read = logs.seal(link.segment.life());
            byte[] right = SegmentIndex.encode(id, read, link.opening, next);
            if (!Arrays.equals(right, bytes)) {
                throw new DamagedLog(
                        device.path(Format.indexName(link.segment.life())),
                        0,
                        "it does not say what its segment holds",
                        "Move it elsewhere: the next start reads the segment and writes it anew.");
            }
        }
    }

    /// The segments in use: back from the newest whole opening.
    private Deque<Link> chain(List<Segment> all) throws IOException {
        var chain = new ArrayDeque<Link>();
        long wanted = 0;
        for (Segment segment : all.reversed()) {
            if (wanted != 0 && segment.life() > wanted) {
                continue;
            }
            if (wanted != 0 && segment.life() < wanted) {
                break; // what is older was recycled, or is found to be missing by its entries
            }
            Opening opening = scanner.opening(segment);
            if (opening == null) {
                if (wanted != 0) {
                    throw damage.at(segment, Format.BLOCK, "its opening batch is damaged");
                }
                continue;
            }
            if (segment.life() > countedLife) {
                throw new DamagedLog(
                        device.path(segment.name()),
                        Format.BLOCK,
                        "it was written after " + Format.META + " was",
                        "Bring back the " + Format.META + " that belongs to it.");
            }
            chain.addFirst(new Link(segment, opening));
            wanted = opening.previousLife();
            if (wanted == 0) {
                break;
            }
        }
        return chain;
    }

    /// Reads batches up to the first that is not the next; its offset is returned.
    private long readSegment(Segment segment, long limit) throws IOException {
        long at = Format.BLOCK;
        while (at < limit) {
            Found batch = scanner.batch(segment, at);
            if (batch == null) {
                return at;
            }
            if (batch.sequence() != nextSequence || batch.previousCrc() != previousCrc) {
                throw damage.at(
                        segment,
                        at,
                        "batch " + batch.sequence() + " stands where " + nextSequence + " belongs");
            }
            String nonsense =
                    Logs.wellFormed(batch.bytes(), batch.length())
                            ? logs.apply(batch.bytes(), segment.life(), at)
                            : "its records do not fit into it";
            if (nonsense != null) {
                throw damage.at(segment, at, "batch " + nextSequence + " is wrong: " + nonsense);
            }
            batches++;
            records += batch.records();
            nextSequence++;
            previousCrc = batch.crc();
            at += batch.padded();
        }
        return at;
    }

    private void checkPlaces(Segment oldest) throws DamagedLog {
        LogState state = logs.all().filter(log -> log.lost() != 0).findFirst().orElse(null);
        if (state != null) {
            throw damage.missing(
                    oldest.life() - 1,
                    "a segment older than "
                            + oldest.name()
                            + " is missing: log "
                            + state.log
                            + " needs its entry "
                            + state.lost());
        }
    }
}
