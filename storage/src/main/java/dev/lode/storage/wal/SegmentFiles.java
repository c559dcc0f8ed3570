package dev.lode.storage.wal;

import dev.lode.base.Id128;
import java.io.IOException;
import java.util.List;

/// The segment files of a log at a start: all are there, each is of this log, of the life that its
/// name says, and as long as it was made.
///
/// Threads: owned by one.
///
/// @param device where they are
/// @param scanner reads their headers
/// @param id of the log
/// @param countedLife the highest life that was ever made ready
record SegmentFiles(LogDevice device, SegmentScanner scanner, Id128 id, long countedLife) {
    /// Opens all of them, each checked as soon as it is open.
    ///
    /// @param into takes them by life, also where this throws
    void open(List<Segment> into) throws IOException {
        List<Long> lives =
                device.list().stream()
                        .filter(Format::isSegment)
                        .map(Format::lifeOf)
                        .sorted()
                        .toList();
        if (countedLife > 0 && (lives.isEmpty() || lives.getLast() < countedLife)) {
            throw new Damage(device).missing(countedLife, "the newest segment is missing");
        }
        for (long life : lives) {
            String name = Format.segmentName(life);
            var segment = new Segment(life, name, device.open(name));
            into.add(segment);
            if (life <= countedLife) {
                checkHeader(segment);
            }
        }
    }

    private void checkHeader(Segment segment) throws IOException {
        LogBuffer block = scanner.block(segment);
        if (!Format.Header.valid(block)) {
            throw new Damage(device).at(segment, 0, "its header fails its checksum");
        }
        if (!Format.Header.id(block).equals(id)) {
            throw new Damage(device)
                    .foreign(
                            segment,
                            "it belongs to another log, "
                                    + Format.Header.id(block)
                                    + " and not "
                                    + id,
                            "Take it away and bring back the file that was here.");
        }
        if (Format.Header.life(block) != segment.life()) {
            throw new Damage(device)
                    .foreign(
                            segment,
                            "its header says life " + Format.Header.life(block),
                            "Give the segments the names that they had.");
        }
        if (Format.Header.bytes(block) != segment.bytes()) {
            throw new Damage(device)
                    .at(
                            segment,
                            Math.min(segment.bytes(), Format.Header.bytes(block)),
                            "it has "
                                    + segment.bytes()
                                    + " bytes and its header says "
                                    + Format.Header.bytes(block));
        }
    }
}
