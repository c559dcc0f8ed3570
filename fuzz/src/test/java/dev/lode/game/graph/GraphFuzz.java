package dev.lode.game.graph;

import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/// Graphs: refused with [GraphDamaged], or every look-up stays within them.
public final class GraphFuzz {
    private static final byte[] SOUND = sound();

    private GraphFuzz() {}

    private static byte[] sound() {
        var out = new ByteArrayOutputStream();
        var entries = new BitSet();
        entries.set(0);
        try {
            var builder = new HuntGraphBuilder(out, 2);
            long[] rooms = {5, 1L << 48, (1L << 48) + 9, -7};
            for (long room : rooms) {
                var edges =
                        List.of(
                                new RoomRecord.Edge(0, room, 1, -1, HuntGraph.NO_TIME),
                                new RoomRecord.Edge(1, -7, 0, 1, 1_000),
                                new RoomRecord.Edge(2, 1L << 48, 0, 0, HuntGraph.NO_TIME));
                builder.add(new RoomRecord(room, "r" + room, 9, entries, edges, "{}"));
            }
            builder.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Changes a graph, makes its checksums fit where the first bit is set, and walks it.
    public static void fuzzerTestOneInput(byte[] input) {
        var edits = new Edits(input);
        boolean repaired = (edits.next() & 1) != 0;
        byte[] bytes = edits.applyTo(SOUND);
        if (repaired) {
            repair(bytes);
        }
        HuntGraph graph;
        try {
            graph = HuntGraph.over(MemorySegment.ofArray(bytes), new long[2]);
        } catch (GraphDamaged e) {
            return;
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).startsWith("the graph is of a hunt of")) {
                return;
            }
            throw e;
        }
        walk(graph);
    }

    private static void walk(HuntGraph graph) {
        for (int room = 0; room < graph.rooms(); room++) {
            long fp = graph.fingerprint(room);
            if (graph.room(fp) != room
                    || graph.room((int) (fp >>> 48), graph.ordinal(room)) != room) {
                throw new AssertionError("room " + room + " is not found");
            }
            for (int site = 0; site < graph.siteCount(room); site++) {
                graph.isEntry(room, site);
            }
            for (int i = 0; i < graph.edgeCount(room); i++) {
                long edge = graph.edgeAt(room, i);
                long found =
                        graph.edge(room, graph.from(edge), graph.toRoom(edge), graph.toSite(edge));
                if (found != edge) {
                    throw new AssertionError("edge " + i + " of room " + room + " is not found");
                }
                graph.gateCell(edge);
                graph.opensAtMillis(edge);
            }
            graph.name(room);
            graph.describe(room);
        }
    }

    private static void repair(byte[] bytes) {
        int end = bytes.length - GraphLayout.END;
        if (end < GraphLayout.HEADER) {
            return;
        }
        MemorySegment memory = MemorySegment.ofArray(bytes);
        long sums = memory.get(Layouts.I64, end + GraphLayout.END_SUMS_AT);
        if (sums >= 0 && sums <= end - 4) {
            memory.set(Layouts.I32, sums, crc(bytes, 0, (int) sums));
            memory.set(
                    Layouts.I32,
                    end + GraphLayout.END_SUMS_SUM,
                    crc(bytes, (int) sums, end - (int) sums));
        }
        memory.set(Layouts.I32, end + GraphLayout.END_SUM, crc(bytes, end, GraphLayout.END_SUM));
    }

    private static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
