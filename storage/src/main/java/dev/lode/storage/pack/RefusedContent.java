package dev.lode.storage.pack;

/// Content that cannot be packed as it is.
public abstract sealed class RefusedContent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RefusedContent(String message) {
        super(message);
    }

    private static String room(long roomFp) {
        return "the room with fingerprint " + String.format("%016x", roomFp);
    }

    private static String cell(long roomFp, int site, int spot) {
        return "site " + site + ", spot " + spot + " of " + room(roomFp);
    }

    /// Two cells in one place.
    public static final class DuplicateCell extends RefusedContent {
        private static final long serialVersionUID = 1L;

        /// Fingerprint of the room.
        public final long roomFp;

        /// The line that came first.
        public final long firstLine;

        /// The line that says it again.
        public final long secondLine;

        DuplicateCell(long roomFp, int site, int spot, long firstLine, long secondLine) {
            super(
                    "lines "
                            + firstLine
                            + " and "
                            + secondLine
                            + " both fill "
                            + cell(roomFp, site, spot)
                            + "; remove one of them");
            this.roomFp = roomFp;
            this.firstLine = firstLine;
            this.secondLine = secondLine;
        }
    }

    /// A cell of a room that was not added.
    public static final class UnknownRoom extends RefusedContent {
        private static final long serialVersionUID = 1L;

        /// Fingerprint of the room.
        public final long roomFp;

        /// The line of the cell.
        public final long line;

        UnknownRoom(long roomFp, long line) {
            super(
                    "line "
                            + line
                            + " has a cell of "
                            + room(roomFp)
                            + ", which is not among the rooms; add the room or remove the cell");
            this.roomFp = roomFp;
            this.line = line;
        }
    }

    /// A room that was added twice, or two rooms with one fingerprint.
    public static final class DuplicateRoom extends RefusedContent {
        private static final long serialVersionUID = 1L;

        /// The fingerprint.
        public final long roomFp;

        DuplicateRoom(long roomFp) {
            super(room(roomFp) + " was added twice; rename one of the two");
            this.roomFp = roomFp;
        }
    }

    /// A document that is empty or too long, or a place that no cell can have.
    public static final class BadCell extends RefusedContent {
        private static final long serialVersionUID = 1L;

        /// The line of the cell.
        public final long line;

        BadCell(long line, String what) {
            super("line " + line + ": " + what);
            this.line = line;
        }
    }

    /// A key that cannot be hidden where it should be.
    public static final class BadKey extends RefusedContent {
        private static final long serialVersionUID = 1L;

        /// The name of the key.
        public final String keyId;

        BadKey(String keyId, String what) {
            super("key " + keyId + ": " + what);
            this.keyId = keyId;
        }
    }

    /// More rooms in one partition than the format can number.
    public static final class FullPartition extends RefusedContent {
        private static final long serialVersionUID = 1L;

        FullPartition(int partition, int most) {
            super("partition " + partition + " has more than " + most + " rooms");
        }
    }
}
