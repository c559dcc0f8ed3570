package dev.lode.storage.wal;

/// Words for what a start cannot read of a log.
///
/// Threads: any.
///
/// @param device names the files
record Damage(LogDevice device) {
    private static final String RESTORE =
            "Do not delete it. Bring back this file from a copy, or start this node with an empty"
                    + " folder and let it catch up from the other members.";

    DamagedLog missing(long life, String what) {
        return new DamagedLog(device.path(Format.segmentName(life)), 0, what, RESTORE);
    }

    DamagedLog at(Segment segment, long offset, String what) {
        return new DamagedLog(device.path(segment.name()), offset, what, RESTORE);
    }

    /// Something that is right, in the wrong place.
    DamagedLog foreign(Segment segment, String what, String remedy) {
        return new DamagedLog(device.path(segment.name()), 0, what, remedy);
    }
}
