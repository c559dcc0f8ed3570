package dev.lode.storage.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pieces of a group as they lie in a store, in order of their first index, each with what ties
/// it to the one before.
///
/// Threads: immutable.
///
/// @param all that are what their names say
record PieceList(List<Listed> all) {
    /// How a piece stands to the one listed before it.
    enum Link {
        /// It carries its first and last index, and its hash as far as that was looked at.
        FOLLOWS,
        /// It follows one that is not there any more, or is damaged.
        BEHIND_A_HOLE,
        /// It follows another one: of the two histories at most one is that of the group.
        CONTRADICTS
    }

    /// A piece.
    ///
    /// @param name of the object
    /// @param head of it
    /// @param link to the piece before
    record Listed(String name, ObjectHead head, Link link) {}

    PieceList {
        all = List.copyOf(all);
    }

    /// Reads it.
    ///
    /// @param objects of the group
    /// @param whole whether every piece is read and opened, or only its head: a head does not tell
    ///   the hash of its piece
    /// @param faults takes what is wrong, a line each
    static PieceList read(GroupObjects objects, boolean whole, List<String> faults)
            throws IOException {
        List<Listed> pieces = new ArrayList<>();
        ObjectHash hash = null;
        String after = "";
        while (true) {
            List<String> page = objects.list(ArchiveNames.PIECES, after);
            if (page.isEmpty()) {
                return new PieceList(pieces);
            }
            for (String name : page) {
                after = name;
                byte[] object =
                        objects.get(name, whole ? GroupObjects.OBJECT_MAX : ObjectHead.BYTES);
                if (object == null) {
                    faults.add(name + " was listed and is not there");
                    continue;
                }
                long first = objects.indexOf(name, ArchiveNames.PIECES);
                try {
                    ObjectHead head = objects.head(name, object, ObjectHead.Kind.PIECE, first, 0);
                    if (whole) {
                        List<LogEntry> _ = objects.entries(name, object, first);
                    }
                    Listed before = pieces.isEmpty() ? null : pieces.getLast();
                    Link link = link(head, before, hash);
                    if (before != null && link != Link.FOLLOWS) {
                        faults.add(name + " follows " + before(head, link));
                    }
                    pieces.add(new Listed(name, head, link));
                    hash = whole ? ArchiveKey.hash(object) : null;
                } catch (DamagedObject e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private static String before(ObjectHead head, Link link) {
        String named =
                head.previousFirst() == 0 ? "nothing" : ArchiveNames.piece(head.previousFirst());
        return link == Link.BEHIND_A_HOLE
                ? named + ", which is missing or damaged"
                : named + ", but not the one that is before it: they are of two histories";
    }

    /// @param hash of the piece before; null where it is not known
    private static Link link(ObjectHead head, @Nullable Listed before, @Nullable ObjectHash hash) {
        if (before == null) {
            return head.previousFirst() == 0 ? Link.FOLLOWS : Link.BEHIND_A_HOLE;
        }
        if (head.previousFirst() > before.head.first()) {
            return Link.BEHIND_A_HOLE;
        }
        return head.previousFirst() == before.head.first()
                        && head.previousLast() == before.head.last()
                        && head.first() > before.head.last()
                        && (hash == null || head.previousHash().equals(hash))
                ? Link.FOLLOWS
                : Link.CONTRADICTS;
    }

    long first() {
        return all.isEmpty() ? 0 : all.getFirst().head.first();
    }

    long last() {
        long last = 0;
        for (Listed piece : all) {
            last = Math.max(last, piece.head.last());
        }
        return last;
    }

    /// Entries in no piece, oldest first.
    List<ArchiveGap> gaps() {
        List<ArchiveGap> gaps = new ArrayList<>();
        long last = 0;
        for (Listed piece : all) {
            if (piece.head.first() > last + 1) {
                gaps.add(new ArchiveGap(last + 1, piece.head.first() - 1));
            }
            last = Math.max(last, piece.head.last());
        }
        return gaps;
    }
}
