package dev.lode.game.graph;

import static dev.lode.base.Layouts.I16;
import static dev.lode.base.Layouts.I32;
import static dev.lode.base.Layouts.I64;
import static dev.lode.base.Layouts.I8;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The rooms of a hunt, their sites, edges and gates, read where they lie in memory.
///
/// Threads: any number of readers; immutable. Memory: borrows the segment; keeps a directory of 256
/// KiB on the heap. Look-ups allocate nothing. A room is named by its index, the rank of its
/// fingerprint (unsigned) in the hunt; an edge by a handle. Errors: [GraphDamaged] when it is
/// opened; an index or handle that this graph did not give is the caller's bug. Cost: a room is
/// found in its partition by binary search. Format: docs/format/graph.md.
public final class HuntGraph {
    /// No such edge.
    public static final long NO_EDGE = -1;

    /// The edge needs no pass.
    public static final long NO_GATE = -1;

    /// The edge needs no prize's key.
    public static final int NO_PRIZE = -1;

    /// The edge was always open.
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final long[] NO_CELLS = new long[0];

    private final MemorySegment memory;
    private final long[] cellOfPrize;
    private final int prizes;
    private final int rooms;
    private final long edges;
    private final long fingerprintsAt;
    private final long offsetsAt;
    private final long gatesAt;

    /// First room of each partition, and the number of rooms behind the last.
    private final int[] partitions;

    private HuntGraph(MemorySegment memory, GraphAudit audit, long[] cellOfPrize) {
        this.memory = memory;
        this.cellOfPrize = cellOfPrize;
        prizes = audit.prizes;
        rooms = audit.rooms;
        edges = audit.edges;
        fingerprintsAt = audit.fingerprintsAt;
        offsetsAt = audit.offsetsAt;
        gatesAt = audit.gatesAt;
        partitions = audit.partitions;
    }

    /// Opens a graph to look at it; its gates know their prizes, not the cells of their keys.
    ///
    /// @param memory exactly the graph's bytes
    /// @return the graph
    /// @throws GraphDamaged naming the offset, where anything is wrong
    public static HuntGraph over(MemorySegment memory) {
        return new HuntGraph(memory, GraphAudit.of(memory), NO_CELLS);
    }

    /// Opens a graph to play on it.
    ///
    /// @param memory exactly the graph's bytes
    /// @param cellOfPrize the cell key of each prize's key, from the unsealed key table
    /// @return the graph
    /// @throws GraphDamaged naming the offset, where anything is wrong
    /// @throws IllegalArgumentException where the number of prizes is not the graph's
    public static HuntGraph over(MemorySegment memory, long[] cellOfPrize) {
        var audit = GraphAudit.of(memory);
        if (cellOfPrize.length != audit.prizes) {
            throw new IllegalArgumentException(
                    "the graph is of a hunt of "
                            + audit.prizes
                            + " prizes, its key table of "
                            + cellOfPrize.length);
        }
        return new HuntGraph(memory, audit, cellOfPrize.clone());
    }

    /// Rooms of the hunt.
    ///
    /// @return how many
    public int rooms() {
        return rooms;
    }

    /// Edges and exits of the hunt.
    ///
    /// @return how many
    public long edges() {
        return edges;
    }

    /// Prizes of the hunt.
    ///
    /// @return how many
    public int prizes() {
        return prizes;
    }

    /// Finds a room.
    ///
    /// @param roomFp its fingerprint
    /// @return its index, or -1
    public int room(long roomFp) {
        int partition = (int) (roomFp >>> 48);
        int low = partitions[partition];
        int high = partitions[partition + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = fingerprint(middle);
            if (found == roomFp) {
                return middle;
            }
            // Within a partition the top bits are alike, so signed order is unsigned order.
            if (found < roomFp) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The fingerprint of a room.
    ///
    /// @param room its index
    /// @return 64 bits
    public long fingerprint(int room) {
        return memory.get(I64, fingerprintsAt + 8L * room);
    }

    /// The ordinal of a room within its partition, as cell keys have it.
    ///
    /// @param room its index
    /// @return 0 to 1,048,575
    public int ordinal(int room) {
        return room - partitions[(int) (fingerprint(room) >>> 48)];
    }

    /// The room of a cell key.
    ///
    /// @param partition of the cell key
    /// @param ordinal of the cell key
    /// @return its index, or -1
    public int room(int partition, int ordinal) {
        int room = partitions[partition] + ordinal;
        return room < partitions[partition + 1] ? room : -1;
    }

    /// Sites of a room.
    ///
    /// @param room its index
    /// @return 1 to 256
    public int siteCount(int room) {
        return memory.get(I16, record(room) + GraphLayout.ROOM_SITES);
    }

    /// Whether hunters enter at a site.
    ///
    /// @param room its index
    /// @param site below the room's site count
    /// @return true for an entry
    public boolean isEntry(int room, int site) {
        long at = record(room) + GraphLayout.ROOM_HEAD + (site >>> 3);
        return (memory.get(I8, at) >>> (site & 7) & 1) != 0;
    }

    /// Finds the edge or exit between two sites.
    ///
    /// @param room index of the room it leaves
    /// @param from site it leaves
    /// @param toRoomFp fingerprint of the room it leads to
    /// @param toSite site it leads to
    /// @return its handle, or [#NO_EDGE]
    public long edge(int room, int from, long toRoomFp, int toSite) {
        long record = record(room);
        long first = firstEdge(record);
        int low = 0;
        int high = memory.get(I32, record + GraphLayout.ROOM_EDGES) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long edge = first + (long) GraphLayout.EDGE * middle;
            int order = Integer.compare(from(edge), from);
            if (order == 0) {
                order = Long.compareUnsigned(toRoom(edge), toRoomFp);
            }
            if (order == 0) {
                order = Integer.compare(toSite(edge), toSite);
            }
            if (order == 0) {
                return edge;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NO_EDGE;
    }

    /// Edges and exits of a room.
    ///
    /// @param room its index
    /// @return how many
    public int edgeCount(int room) {
        return memory.get(I32, record(room) + GraphLayout.ROOM_EDGES);
    }

    /// An edge of a room, in the order (from, room fingerprint, site).
    ///
    /// @param room its index
    /// @param number below the room's edge count
    /// @return its handle
    public long edgeAt(int room, int number) {
        return firstEdge(record(room)) + (long) GraphLayout.EDGE * number;
    }

    /// The site that an edge leaves.
    ///
    /// @param edge its handle
    /// @return 0 to 255
    public int from(long edge) {
        return memory.get(I8, edge + GraphLayout.EDGE_FROM) & 0xFF;
    }

    /// The room that an edge leads to.
    ///
    /// @param edge its handle
    /// @return its fingerprint
    public long toRoom(long edge) {
        return memory.get(I64, edge + GraphLayout.EDGE_ROOM);
    }

    /// The site that an edge leads to.
    ///
    /// @param edge its handle
    /// @return 0 to 255
    public int toSite(long edge) {
        return memory.get(I8, edge + GraphLayout.EDGE_SITE) & 0xFF;
    }

    /// The prize whose key opens the gate on an edge.
    ///
    /// @param edge its handle
    /// @return the prize's index, or [#NO_PRIZE]
    public int gatePrize(long edge) {
        int gate = memory.get(I32, edge + GraphLayout.EDGE_GATE);
        return gate < 0
                ? NO_PRIZE
                : memory.get(
                        I32, gatesAt + (long) GraphLayout.GATE * gate + GraphLayout.GATE_PRIZE);
    }

    /// The cell whose pass opens the gate on an edge.
    ///
    /// @param edge its handle
    /// @return a cell key, or [#NO_GATE]
    /// @throws IllegalStateException where the graph was opened without its keys' cells
    public long gateCell(long edge) {
        int prize = gatePrize(edge);
        if (prize == NO_PRIZE) {
            return NO_GATE;
        }
        if (prize >= cellOfPrize.length) {
            throw new IllegalStateException("this graph was opened without the cells of its keys");
        }
        return cellOfPrize[prize];
    }

    /// When the gate on an edge opens.
    ///
    /// @param edge its handle
    /// @return milliseconds since 1970 UTC, or [#NO_TIME]
    public long opensAtMillis(long edge) {
        int gate = memory.get(I32, edge + GraphLayout.EDGE_GATE);
        return gate < 0
                ? NO_TIME
                : memory.get(
                        I64, gatesAt + (long) GraphLayout.GATE * gate + GraphLayout.GATE_OPENS);
    }

    /// The bytes that this graph reads: names and documents lie in them.
    ///
    /// @return the segment it was opened over
    public MemorySegment memory() {
        return memory;
    }

    /// Where a room's name begins.
    ///
    /// @param room its index
    /// @return offset in [#memory]
    public long nameOffset(int room) {
        long record = record(room);
        return firstEdge(record)
                + (long) GraphLayout.EDGE * memory.get(I32, record + GraphLayout.ROOM_EDGES);
    }

    /// Length of a room's name.
    ///
    /// @param room its index
    /// @return UTF-8 bytes
    public int nameBytes(int room) {
        return memory.get(I16, record(room) + GraphLayout.ROOM_NAME_BYTES) & 0xFFFF;
    }

    /// Where a room's document begins: the JSON that `look` shows.
    ///
    /// @param room its index
    /// @return offset in [#memory]
    public long documentOffset(int room) {
        return nameOffset(room) + nameBytes(room);
    }

    /// Length of a room's document.
    ///
    /// @param room its index
    /// @return bytes
    public int documentBytes(int room) {
        return memory.get(I32, record(room) + GraphLayout.ROOM_DOCUMENT_BYTES);
    }

    /// A room's name as text; not for the hot path.
    ///
    /// @param room its index
    /// @return the name
    public String name(int room) {
        return new String(slice(nameOffset(room), nameBytes(room)), StandardCharsets.UTF_8);
    }

    /// A copy of a room's document; not for the hot path.
    ///
    /// @param room its index
    /// @return JSON, UTF-8
    public byte[] describe(int room) {
        return slice(documentOffset(room), documentBytes(room));
    }

    private byte[] slice(long offset, int length) {
        return memory.asSlice(offset, length).toArray(I8);
    }

    private long record(int room) {
        return memory.get(I64, offsetsAt + 8L * room);
    }

    private long firstEdge(long record) {
        return record
                + GraphLayout.ROOM_HEAD
                + GraphLayout.entryBytes(memory.get(I16, record + GraphLayout.ROOM_SITES));
    }
}
