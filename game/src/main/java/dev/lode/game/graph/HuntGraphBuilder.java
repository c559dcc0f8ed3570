package dev.lode.game.graph;

import static dev.lode.base.Layouts.I16;
import static dev.lode.base.Layouts.I32;
import static dev.lode.base.Layouts.I64;
import static dev.lode.base.Layouts.I8;

import dev.lode.base.CellKey;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes a hunt graph, front to back, from rooms in the order of their fingerprints.
///
/// Threads: owned by one. Memory: 16 bytes a room, 16 a gate and the longest room; rooms themselves
/// go straight to the stream. Errors: IllegalArgumentException for a room that no graph can hold;
/// what lint finds is lint's to find. Format: docs/format/graph.md.
public final class HuntGraphBuilder {
    private final OutputStream out;
    private final int prizes;
    private final CRC32C sum = new CRC32C();
    private final List<RoomRecord.Edge> gates = new ArrayList<>();
    private long[] fingerprints = new long[1024];
    private long[] offsets = new long[1024];
    private int[] sums = new int[1024];
    private int rooms;
    private long edges;
    private long written;

    /// Begins a graph.
    ///
    /// @param out takes the bytes; buffered by the caller, left open
    /// @param prizes of the hunt
    /// @throws IOException where `out` does
    public HuntGraphBuilder(OutputStream out, int prizes) throws IOException {
        this.out = out;
        this.prizes = prizes;
        byte[] header = new byte[GraphLayout.HEADER];
        var view = MemorySegment.ofArray(header);
        view.set(I64, 0, GraphLayout.MAGIC);
        view.set(I32, 8, GraphLayout.FORMAT);
        write(header);
    }

    /// Adds a room.
    ///
    /// @param room whose fingerprint is above that of the room before, unsigned
    /// @throws IOException where the stream does
    public void add(RoomRecord room) throws IOException {
        if (rooms > 0 && Long.compareUnsigned(fingerprints[rooms - 1], room.roomFp()) >= 0) {
            throw new IllegalArgumentException(
                    "room '"
                            + room.name()
                            + "' comes out of order, or has the fingerprint of the room before");
        }
        byte[] record = encode(room);
        if (rooms == fingerprints.length) {
            fingerprints = Arrays.copyOf(fingerprints, rooms * 2);
            offsets = Arrays.copyOf(offsets, rooms * 2);
        }
        fingerprints[rooms] = room.roomFp();
        offsets[rooms] = written;
        rooms++;
        edges += room.edges().size();
        write(record);
    }

    /// Ends the graph.
    ///
    /// @return its length in bytes
    /// @throws IOException where the stream does
    public long finish() throws IOException {
        byte[] trailer = new byte[GraphLayout.END];
        var end = MemorySegment.ofArray(trailer);
        end.set(I64, 0, GraphLayout.END_MAGIC);
        end.set(I32, GraphLayout.END_FORMAT, GraphLayout.FORMAT);
        end.set(I32, GraphLayout.END_PRIZES, prizes);
        end.set(I64, GraphLayout.END_ROOMS, rooms);
        end.set(I64, GraphLayout.END_EDGES, edges);
        end.set(I64, GraphLayout.END_GATES, gates.size());

        long recordsEnd = written;
        end.set(I64, GraphLayout.END_FINGERPRINTS_AT, written);
        for (int room = 0; room < rooms; room++) {
            write(fingerprints[room]);
        }
        end.set(I64, GraphLayout.END_OFFSETS_AT, written);
        for (int room = 0; room < rooms; room++) {
            write(offsets[room]);
        }
        write(recordsEnd);
        end.set(I64, GraphLayout.END_GATES_AT, written);
        for (RoomRecord.Edge gate : gates) {
            write(gate.gatePrize() & 0xFFFF_FFFFL);
            write(gate.opensAtMillis());
        }
        end.set(I64, GraphLayout.END_SUMS_AT, written);
        byte[] table = sums();
        out.write(table);
        end.set(I64, GraphLayout.END_BYTES, written + table.length + GraphLayout.END);
        end.set(I32, GraphLayout.END_SUMS_SUM, crc(table, table.length));
        end.set(I32, GraphLayout.END_SUM, crc(trailer, GraphLayout.END_SUM));
        out.write(trailer);
        return written + table.length + GraphLayout.END;
    }

    private byte[] encode(RoomRecord room) {
        byte[] name = room.name().getBytes(StandardCharsets.UTF_8);
        byte[] document = room.document().getBytes(StandardCharsets.UTF_8);
        int sites = room.sites();
        refuse(room, sites < 1 || sites > CellKey.SITES, "has 1 to 256 sites, not " + sites);
        refuse(room, name.length > 0xFFFF, "has a name of more than 65,535 bytes");
        refuse(room, room.entries().length() > sites, "has an entry that is no site");
        int entryBytes = GraphLayout.entryBytes(sites);
        List<RoomRecord.Edge> sorted = new ArrayList<>(room.edges());
        sorted.sort(RoomRecord.Edge.ORDER);
        byte[] record =
                new byte
                        [Math.toIntExact(
                                GraphLayout.ROOM_HEAD
                                        + entryBytes
                                        + (long) GraphLayout.EDGE * sorted.size()
                                        + name.length
                                        + document.length)];
        var view = MemorySegment.ofArray(record);
        view.set(I16, GraphLayout.ROOM_SITES, (short) sites);
        view.set(I16, GraphLayout.ROOM_NAME_BYTES, (short) name.length);
        view.set(I32, GraphLayout.ROOM_EDGES, sorted.size());
        view.set(I32, GraphLayout.ROOM_DOCUMENT_BYTES, document.length);
        byte[] entries = room.entries().toByteArray();
        System.arraycopy(entries, 0, record, GraphLayout.ROOM_HEAD, entries.length);
        int at = GraphLayout.ROOM_HEAD + entryBytes;
        RoomRecord.Edge before = null;
        for (RoomRecord.Edge edge : sorted) {
            refuse(
                    room,
                    edge.from() < 0
                            || edge.from() >= sites
                            || edge.toSite() < 0
                            || edge.toSite()
                                    >= (edge.toRoomFp() == room.roomFp() ? sites : CellKey.SITES),
                    "has an edge from or to no site");
            refuse(
                    room,
                    before != null && RoomRecord.Edge.ORDER.compare(before, edge) == 0,
                    "has the edge " + edge.from() + " to " + edge.toSite() + " twice");
            view.set(I64, at + GraphLayout.EDGE_ROOM, edge.toRoomFp());
            view.set(I32, at + GraphLayout.EDGE_GATE, gate(room, edge));
            view.set(I8, at + GraphLayout.EDGE_FROM, (byte) edge.from());
            view.set(I8, at + GraphLayout.EDGE_SITE, (byte) edge.toSite());
            at += GraphLayout.EDGE;
            before = edge;
        }
        System.arraycopy(name, 0, record, at, name.length);
        System.arraycopy(document, 0, record, at + name.length, document.length);
        return record;
    }

    private int gate(RoomRecord room, RoomRecord.Edge edge) {
        if (edge.gatePrize() == HuntGraph.NO_PRIZE && edge.opensAtMillis() == HuntGraph.NO_TIME) {
            return -1;
        }
        refuse(
                room,
                edge.gatePrize() < HuntGraph.NO_PRIZE || edge.gatePrize() >= prizes,
                "has a gate of prize " + edge.gatePrize() + " of " + prizes);
        gates.add(edge);
        return gates.size() - 1;
    }

    private static void refuse(RoomRecord room, boolean wrong, String what) {
        if (wrong) {
            throw new IllegalArgumentException("room '" + room.name() + "' " + what);
        }
    }

    private void write(long value) throws IOException {
        byte[] bytes = new byte[8];
        MemorySegment.ofArray(bytes).set(I64, 0, value);
        write(bytes);
    }

    /// Writes and sums; a block's sum is kept when the block is full.
    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        int done = 0;
        while (done < bytes.length) {
            int room = GraphLayout.BLOCK - (int) (written % GraphLayout.BLOCK);
            int part = Math.min(room, bytes.length - done);
            sum.update(bytes, done, part);
            done += part;
            written += part;
            if (part == room) {
                keepSum(written / GraphLayout.BLOCK - 1);
            }
        }
    }

    private void keepSum(long block) {
        int index = Math.toIntExact(block);
        if (index == sums.length) {
            sums = Arrays.copyOf(sums, index * 2);
        }
        sums[index] = (int) sum.getValue();
        sum.reset();
    }

    private byte[] sums() {
        if (written % GraphLayout.BLOCK != 0) {
            keepSum(written / GraphLayout.BLOCK);
        }
        int blocks = Math.toIntExact((written + GraphLayout.BLOCK - 1) / GraphLayout.BLOCK);
        byte[] table = new byte[4 * blocks];
        var view = MemorySegment.ofArray(table);
        for (int block = 0; block < blocks; block++) {
            view.set(I32, 4L * block, sums[block]);
        }
        return table;
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
