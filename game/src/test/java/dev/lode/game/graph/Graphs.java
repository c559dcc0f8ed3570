package dev.lode.game.graph;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// Graphs to test with.
public final class Graphs {
    private Graphs() {}

    public static byte[] bytes(int prizes, List<RoomRecord> rooms) {
        var sorted = new ArrayList<>(rooms);
        sorted.sort((a, b) -> Long.compareUnsigned(a.roomFp(), b.roomFp()));
        var out = new ByteArrayOutputStream();
        try {
            var builder = new HuntGraphBuilder(out, prizes);
            for (RoomRecord room : sorted) {
                builder.add(room);
            }
            long length = builder.finish();
            if (length != out.size()) {
                throw new AssertionError(length + " told, " + out.size() + " written");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static RoomRecord room(
            long fp, String name, int sites, int entry, RoomRecord.Edge... edges) {
        var entries = new BitSet();
        if (entry >= 0) {
            entries.set(entry);
        }
        return new RoomRecord(
                fp, name, sites, entries, List.of(edges), "{\"room\":\"" + name + "\"}");
    }

    /// Rooms with random sites, edges, gates; some share a partition.
    public static List<RoomRecord> random(SplittableRandom random, int rooms, int prizes) {
        var fingerprints =
                random.longs()
                        .map(fp -> random.nextInt(3) == 0 ? fp >>> 8 | 0xFFL << 56 : fp)
                        .distinct()
                        .limit(rooms)
                        .toArray();
        var all = new ArrayList<RoomRecord>();
        for (int i = 0; i < rooms; i++) {
            int sites = random.nextInt(5) == 0 ? 256 : random.nextInt(1, 20);
            var entries = new BitSet();
            var edges = new ArrayList<RoomRecord.Edge>();
            for (int site = 0; site < sites; site++) {
                entries.set(site, random.nextInt(4) == 0);
            }
            for (int e = random.nextInt(12); e > 0; e--) {
                boolean within = random.nextBoolean();
                long to = fingerprints[within ? i : random.nextInt(rooms)];
                int from = random.nextInt(sites);
                int toSite = random.nextInt(to == fingerprints[i] ? sites : 256);
                int prize = random.nextInt(3) == 0 && prizes > 0 ? random.nextInt(prizes) : -1;
                long opens = random.nextInt(3) == 0 ? random.nextLong() : HuntGraph.NO_TIME;
                if (edges.stream()
                        .noneMatch(o ->
                                o.from() == from && o.toRoomFp() == to && o.toSite() == toSite)) {
                    edges.add(new RoomRecord.Edge(from, to, toSite, prize, opens));
                }
            }
            String text = "x".repeat(random.nextInt(200));
            all.add(
                    new RoomRecord(
                            fingerprints[i],
                            "Île " + i,
                            sites,
                            entries,
                            edges,
                            "{\"t\":\"é" + text + "\"}"));
        }
        return all;
    }
}
