package dev.lode.storage.wal;

import dev.lode.storage.wal.SegmentScanner.Found;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a torn flight from damage: what lies behind the last batch that could be read.
///
/// Threads: owned by one.
///
/// @param device where the log is
/// @param scanner reads it
record EndOfLog(LogDevice device, SegmentScanner scanner) {
    /// Tells what the end of the log is: null for a clean end, words for a cut, or new
    /// Damage(device).
    ///
    /// @param segment the last that was read
    /// @param stop where no batch follows any more
    /// @param nextSequence of the batch that would have stood there
    @Nullable String judge(Segment segment, long stop, long nextSequence, List<Segment> all)
            throws IOException {
        if (device.get(Format.indexName(segment.life())) != null) {
            throw new Damage(device)
                    .at(
                            segment,
                            stop,
                            "batch "
                                    + nextSequence
                                    + " cannot be read, and "
                                    + Format.indexName(segment.life())
                                    + " shows that the log went on behind it and was acknowledged");
        }
        boolean torn =
                stop < segment.bytes()
                        && scanner.looksLikeBatch(segment, stop)
                        && scanner.statedSequence(segment, stop) == nextSequence;
        for (Segment other : all) {
            if (other.life() < segment.life()) {
                continue;
            }
            long from = other.life() == segment.life() ? stop : Format.BLOCK;
            for (long at = from; at < other.bytes(); at += Format.BLOCK) {
                if (!scanner.looksLikeBatch(other, at)) {
                    continue;
                }
                Found behind = scanner.batch(other, at);
                if (behind != null && behind.durable() >= nextSequence) {
                    throw new Damage(device)
                            .at(
                                    segment,
                                    stop,
                                    "batch "
                                            + nextSequence
                                            + " cannot be read, and batch "
                                            + behind.sequence()
                                            + " in "
                                            + other.name()
                                            + " at "
                                            + at
                                            + " shows that it was acknowledged");
                }
                torn |= behind != null;
                torn |= other.life() != segment.life() && at == Format.BLOCK;
            }
        }
        return torn
                ? "batch "
                        + nextSequence
                        + " at the end of "
                        + device.path(segment.name())
                        + ", offset "
                        + stop
                        + ", was torn and never acknowledged: it was cut"
                : null;
    }

    /// Where no segment is in use, nothing of any may have been acknowledged.
    void searchUnused(List<Segment> all) throws IOException {
        for (Segment segment : all) {
            for (long at = Format.BLOCK; at < segment.bytes(); at += Format.BLOCK) {
                Found batch = scanner.batch(segment, at);
                if (batch != null && batch.durable() >= 1) {
                    throw new Damage(device)
                            .at(segment, Format.BLOCK, "its opening batch is damaged");
                }
            }
        }
    }
}
