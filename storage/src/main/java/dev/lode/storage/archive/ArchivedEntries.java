package dev.lode.storage.archive;

import dev.lode.storage.archive.PieceList.Listed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All entries of a group that are in pieces, those before its newest snapshot among them.
///
/// Threads: owned by one. Memory: one piece.
final class ArchivedEntries {
    private final CommittedLog.Sink sink;
    private final long last;
    private final List<ArchiveGap> missing = new ArrayList<>();
    private long next = 1;

    private ArchivedEntries(long last, CommittedLog.Sink sink) {
        this.last = last;
        this.sink = sink;
    }

    /// Hands out what is there, in order.
    ///
    /// @return what is not
    static List<ArchiveGap> read(GroupObjects objects, long last, CommittedLog.Sink sink)
            throws IOException {
        var read = new ArchivedEntries(last, sink);
        List<Listed> pieces = PieceList.read(objects, false, new ArrayList<>()).all();
        for (int i = 0; i < pieces.size() && pieces.get(i).head().first() <= last; i++) {
            Listed follower = i + 1 < pieces.size() ? pieces.get(i + 1) : null;
            for (LogEntry entry : read.entries(objects, pieces.get(i), follower)) {
                if (entry.index() >= read.next && entry.index() <= last && !read.hand(entry)) {
                    return List.copyOf(read.missing);
                }
            }
        }
        read.missingUpTo(last);
        return List.copyOf(read.missing);
    }

    /// The entries of a piece; none where it is damaged, or the one behind it, as far as that
    /// counts, carries the hash of another.
    private List<LogEntry> entries(GroupObjects objects, Listed piece, @Nullable Listed follower)
            throws IOException {
        try {
            byte[] object = objects.get(piece.name());
            List<LogEntry> entries = objects.entries(piece.name(), object, piece.head().first());
            boolean follows =
                    follower == null
                            || follower.head().first() > last
                            || follower.head().previousFirst() != piece.head().first()
                            || follower.head().previousHash().equals(ArchiveKey.hash(object));
            return follows ? entries : List.of();
        } catch (DamagedObject _) {
            return List.of(); // a restore and verify name it
        }
    }

    private boolean hand(LogEntry entry) throws IOException {
        missingUpTo(entry.index() - 1);
        next = entry.index() + 1;
        return sink.entry(entry);
    }

    private void missingUpTo(long index) {
        if (next <= index) {
            missing.add(new ArchiveGap(next, index));
        }
    }
}
