package dev.lode.game.graph;

import static dev.lode.base.Layouts.I16;
import static dev.lode.base.Layouts.I32;
import static dev.lode.base.Layouts.I64;
import static dev.lode.base.Layouts.I8;

import dev.lode.base.CellKey;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// The one reading of a whole graph before it is used: what it lets through, no look-up can leave.
final class GraphAudit {
    private static final int PARTITIONS = 1 << 16;

    final int prizes;
    final int rooms;
    final long edges;
    final long fingerprintsAt;
    final long offsetsAt;
    final long gatesAt;
    final int[] partitions;

    private final MemorySegment memory;

    /// A copy of what a checksum covers: the intrinsic behind it would take the JVM down on a
    /// mapped page that a truncation has taken away.
    private final byte[] window = new byte[GraphLayout.BLOCK];

    private final long gates;
    private final long sumsAt;
    private final long end;

    /// Reads a graph, also one in a map whose file loses its end meanwhile.
    static GraphAudit of(MemorySegment memory) {
        try {
            return new GraphAudit(memory);
        } catch (InternalError e) {
            var damaged = new GraphDamaged(0, "its file was cut while it was read");
            damaged.initCause(e);
            throw damaged;
        }
    }

    private GraphAudit(MemorySegment memory) {
        this.memory = memory;
        long bytes = memory.byteSize();
        if (bytes < GraphLayout.HEADER + GraphLayout.END) {
            throw new GraphDamaged(bytes, "it is cut short: " + bytes + " bytes are no graph");
        }
        if (memory.get(I64, 0) != GraphLayout.MAGIC) {
            throw new GraphDamaged(0, "it does not begin as a hunt graph does");
        }
        int format = memory.get(I32, 8);
        if (format != GraphLayout.FORMAT) {
            throw new GraphDamaged(
                    8, "format " + format + ", this Lode reads format " + GraphLayout.FORMAT);
        }
        require(memory.get(I32, 12) == 0, 12, "reserved bytes are not zero");

        end = bytes - GraphLayout.END;
        require(
                memory.get(I64, end) == GraphLayout.END_MAGIC,
                end,
                "it is cut short, or something was appended to it");
        requireSum(end, GraphLayout.END_SUM, memory.get(I32, end + GraphLayout.END_SUM), "trailer");
        require(
                memory.get(I32, end + GraphLayout.END_FORMAT) == GraphLayout.FORMAT,
                end + GraphLayout.END_FORMAT,
                "header and trailer name different formats");
        require(
                memory.get(I64, end + GraphLayout.END_ZERO) == 0,
                end + GraphLayout.END_ZERO,
                "reserved bytes are not zero");
        prizes = memory.get(I32, end + GraphLayout.END_PRIZES);
        require(prizes >= 0, end + GraphLayout.END_PRIZES, "a negative number of prizes");
        rooms = (int) count(GraphLayout.END_ROOMS, Integer.MAX_VALUE - 8);
        edges = count(GraphLayout.END_EDGES, bytes / GraphLayout.EDGE);
        gates = count(GraphLayout.END_GATES, Integer.MAX_VALUE - 8);
        fingerprintsAt = place(GraphLayout.END_FINGERPRINTS_AT, GraphLayout.HEADER);
        offsetsAt = place(GraphLayout.END_OFFSETS_AT, fingerprintsAt);
        gatesAt = place(GraphLayout.END_GATES_AT, offsetsAt);
        sumsAt = place(GraphLayout.END_SUMS_AT, gatesAt);
        exactly(fingerprintsAt, 8L * rooms, offsetsAt, GraphLayout.END_OFFSETS_AT);
        exactly(offsetsAt, 8L * (rooms + 1L), gatesAt, GraphLayout.END_GATES_AT);
        exactly(gatesAt, GraphLayout.GATE * gates, sumsAt, GraphLayout.END_SUMS_AT);
        long blocks = (sumsAt + GraphLayout.BLOCK - 1) / GraphLayout.BLOCK;
        exactly(sumsAt, 4 * blocks, end, GraphLayout.END_BYTES);
        require(
                memory.get(I64, end + GraphLayout.END_BYTES) == bytes,
                end + GraphLayout.END_BYTES,
                "it says another length than it has");

        checkSums(blocks);
        partitions = new int[PARTITIONS + 1];
        checkFingerprints();
        checkGates();
        checkRooms();
    }

    private void checkSums(long blocks) {
        requireSum(
                sumsAt,
                4 * blocks,
                memory.get(I32, end + GraphLayout.END_SUMS_SUM),
                "table of checksums");
        for (long block = 0; block < blocks; block++) {
            long from = block * GraphLayout.BLOCK;
            requireSum(
                    from,
                    Math.min(GraphLayout.BLOCK, sumsAt - from),
                    memory.get(I32, sumsAt + 4 * block),
                    "block");
        }
    }

    private void checkFingerprints() {
        int partition = 0;
        for (int room = 0; room < rooms; room++) {
            long at = fingerprintsAt + 8L * room;
            long fingerprint = memory.get(I64, at);
            require(
                    room == 0 || Long.compareUnsigned(memory.get(I64, at - 8), fingerprint) < 0,
                    at,
                    "fingerprints do not ascend");
            int of = (int) (fingerprint >>> 48);
            while (partition < of) {
                partitions[++partition] = room;
            }
            if (room - partitions[of] >= CellKey.ORDINALS) {
                throw new GraphDamaged(at, "over " + CellKey.ORDINALS + " rooms in a partition");
            }
        }
        while (partition < PARTITIONS) {
            partitions[++partition] = rooms;
        }
    }

    private void checkGates() {
        for (long gate = 0; gate < gates; gate++) {
            long at = gatesAt + GraphLayout.GATE * gate;
            int prize = memory.get(I32, at + GraphLayout.GATE_PRIZE);
            if (prize < HuntGraph.NO_PRIZE || prize >= prizes) {
                throw new GraphDamaged(at, "a gate of prize " + prize + " of " + prizes);
            }
            require(
                    memory.get(I32, at + GraphLayout.GATE_ZERO) == 0,
                    at + GraphLayout.GATE_ZERO,
                    "reserved bytes are not zero");
            require(
                    prize != HuntGraph.NO_PRIZE
                            || memory.get(I64, at + GraphLayout.GATE_OPENS) != HuntGraph.NO_TIME,
                    at,
                    "a gate that needs nothing");
        }
    }

    private void checkRooms() {
        long at = GraphLayout.HEADER;
        long seen = 0;
        for (int room = 0; room < rooms; room++) {
            long slot = offsetsAt + 8L * room;
            require(memory.get(I64, slot) == at, slot, "a room does not lie behind the one before");
            require(
                    at <= fingerprintsAt - GraphLayout.ROOM_HEAD,
                    at,
                    "a room runs out of its part");
            int sites = memory.get(I16, at + GraphLayout.ROOM_SITES);
            if (sites < 1 || sites > CellKey.SITES) {
                throw new GraphDamaged(at, "a room of " + sites + " sites");
            }
            long count = memory.get(I32, at + GraphLayout.ROOM_EDGES) & 0xFFFF_FFFFL;
            long document = memory.get(I32, at + GraphLayout.ROOM_DOCUMENT_BYTES);
            require(document >= 0, at + GraphLayout.ROOM_DOCUMENT_BYTES, "a negative length");
            require(
                    memory.get(I32, at + GraphLayout.ROOM_ZERO) == 0,
                    at + GraphLayout.ROOM_ZERO,
                    "reserved bytes are not zero");
            long first = at + GraphLayout.ROOM_HEAD + GraphLayout.entryBytes(sites);
            long name = memory.get(I16, at + GraphLayout.ROOM_NAME_BYTES) & 0xFFFF;
            long next = first + GraphLayout.EDGE * count + name + document;
            require(
                    count <= Integer.MAX_VALUE && next <= fingerprintsAt,
                    at,
                    "a room runs out of its part");
            require(
                    (sites & 7) == 0 || (memory.get(I8, first - 1) & 0xFF) >>> (sites & 7) == 0,
                    first - 1,
                    "an entry that is no site");
            checkEdges(first, count, sites, memory.get(I64, fingerprintsAt + 8L * room));
            seen += count;
            at = next;
        }
        require(
                memory.get(I64, offsetsAt + 8L * rooms) == at && at == fingerprintsAt,
                offsetsAt + 8L * rooms,
                "the last room does not end where its part ends");
        require(seen == edges, end + GraphLayout.END_EDGES, "it says another number of edges");
    }

    private void checkEdges(long first, long count, int sites, long own) {
        for (long i = 0; i < count; i++) {
            long edge = first + GraphLayout.EDGE * i;
            int from = memory.get(I8, edge + GraphLayout.EDGE_FROM) & 0xFF;
            int site = memory.get(I8, edge + GraphLayout.EDGE_SITE) & 0xFF;
            long room = memory.get(I64, edge + GraphLayout.EDGE_ROOM);
            int gate = memory.get(I32, edge + GraphLayout.EDGE_GATE);
            if (from >= sites || (room == own && site >= sites)) {
                throw new GraphDamaged(edge, "an edge " + from + " to " + site + " of " + sites);
            }
            if (gate < -1 || gate >= gates) {
                throw new GraphDamaged(edge, "an edge with gate " + gate + " of " + gates);
            }
            require(
                    memory.get(I16, edge + GraphLayout.EDGE_ZERO) == 0,
                    edge + GraphLayout.EDGE_ZERO,
                    "reserved bytes are not zero");
            require(
                    i == 0 || ascends(edge - GraphLayout.EDGE, from, room, site),
                    edge,
                    "edges do not ascend");
        }
    }

    private boolean ascends(long before, int from, long room, int site) {
        int order = Integer.compare(memory.get(I8, before + GraphLayout.EDGE_FROM) & 0xFF, from);
        if (order == 0) {
            order = Long.compareUnsigned(memory.get(I64, before + GraphLayout.EDGE_ROOM), room);
        }
        if (order == 0) {
            order = (memory.get(I8, before + GraphLayout.EDGE_SITE) & 0xFF) - site;
        }
        return order < 0;
    }

    private long count(int field, long most) {
        long value = memory.get(I64, end + field);
        require(value >= 0 && value <= most, end + field, "a count that cannot be");
        return value;
    }

    private long place(int field, long least) {
        long value = memory.get(I64, end + field);
        require(value >= least && value <= end, end + field, "an offset that cannot be");
        return value;
    }

    private void exactly(long at, long length, long next, int field) {
        require(at + length == next, end + field, "parts that overlap or leave a gap");
    }

    private void requireSum(long at, long length, int expected, String what) {
        var crc = new CRC32C();
        for (long done = 0; done < length; done += window.length) {
            int part = (int) Math.min(window.length, length - done);
            MemorySegment.copy(memory, I8, at + done, window, 0, part);
            crc.update(window, 0, part);
        }
        if ((int) crc.getValue() != expected) {
            throw new GraphDamaged(at, "the checksum of its " + what + " does not match");
        }
    }

    private static void require(boolean holds, long at, String what) {
        if (!holds) {
            throw new GraphDamaged(at, what);
        }
    }
}
