package dev.lode.game.graph;

/// Offsets of format 1, docs/format/graph.md.
final class GraphLayout {
    static final long MAGIC = 0x4850_5247_4544_4F4CL; // "LODEGRPH", little-endian
    static final long END_MAGIC = 0x444E_4547_4544_4F4CL; // "LODEGEND"
    static final int FORMAT = 1;
    static final int HEADER = 16;

    /// Bytes that one checksum covers.
    static final int BLOCK = 64 * 1024;

    static final int ROOM_SITES = 0;
    static final int ROOM_NAME_BYTES = 2;
    static final int ROOM_EDGES = 4;
    static final int ROOM_DOCUMENT_BYTES = 8;
    static final int ROOM_ZERO = 12;
    static final int ROOM_HEAD = 16;

    static final int EDGE_ROOM = 0;
    static final int EDGE_GATE = 8;
    static final int EDGE_FROM = 12;
    static final int EDGE_SITE = 13;
    static final int EDGE_ZERO = 14;
    static final int EDGE = 16;

    static final int GATE_PRIZE = 0;
    static final int GATE_ZERO = 4;
    static final int GATE_OPENS = 8;
    static final int GATE = 16;

    static final int END_FORMAT = 8;
    static final int END_PRIZES = 12;
    static final int END_ROOMS = 16;
    static final int END_EDGES = 24;
    static final int END_GATES = 32;
    static final int END_FINGERPRINTS_AT = 40;
    static final int END_OFFSETS_AT = 48;
    static final int END_GATES_AT = 56;
    static final int END_SUMS_AT = 64;
    static final int END_BYTES = 72;
    static final int END_ZERO = 80;
    static final int END_SUMS_SUM = 88;
    static final int END_SUM = 92;
    static final int END = 96;

    private GraphLayout() {}

    static int entryBytes(int sites) {
        return (sites + 7) >>> 3;
    }
}
