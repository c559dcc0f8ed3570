package dev.lode.game.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.game.Seeds;
import dev.lode.game.graph.Finding.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Random hunts against a check that is slow and plain: repeat until nothing changes.
class GraphCheckModelTest {
    private record Edge(int from, int to, int key) {}

    @Test
    void lintFindsWhatThePlainCheckFinds() {
        var random = Seeds.of("GraphCheckModelTest.lintFinds");
        int sound = 0;
        for (int round = 0; round < 2_000; round++) {
            sound += compare(random) ? 1 : 0;
        }
        assertThat(sound).isGreaterThan(10);
    }

    private static boolean compare(SplittableRandom random) {
        int rooms = random.nextInt(1, 5);
        int[] sites = new int[rooms];
        int[] first = new int[rooms + 1];
        for (int room = 0; room < rooms; room++) {
            sites[room] = random.nextInt(1, 4);
            first[room + 1] = first[room] + sites[room];
        }
        int total = first[rooms];
        int keys = random.nextInt(4);
        int[] keySite = new int[keys];
        for (int key = 0; key < keys; key++) {
            keySite[key] = random.nextInt(total);
        }
        boolean acyclic = random.nextInt(3) != 0;
        double density = random.nextDouble();
        List<Edge> edges = new ArrayList<>();
        Set<Integer> entries = new HashSet<>();
        for (int a = 0; a < total; a++) {
            if (random.nextInt(4) == 0 || a == 0) {
                entries.add(a);
            }
            for (int b = acyclic ? a + 1 : 0; b < total; b++) {
                if (random.nextDouble() < density * 0.6) {
                    int key = keys > 0 && random.nextInt(3) == 0 ? random.nextInt(keys) : -1;
                    edges.add(new Edge(a, b, key));
                }
            }
        }
        var builder = new GraphModelBuilder(1_000);
        for (int room = 0; room < rooms; room++) {
            builder.room("r" + room, fp(room), sites[room]);
            for (Edge edge : edges) {
                if (roomOf(first, edge.from()) == room) {
                    int to = roomOf(first, edge.to());
                    int from = edge.from() - first[room];
                    int site = edge.to() - first[to];
                    builder.edge(from, fp(to), site);
                    if (edge.key() >= 0) {
                        builder.gate(from, fp(to), site, "k" + edge.key());
                    }
                }
            }
            for (int site = 0; site < sites[room]; site++) {
                if (entries.contains(first[room] + site)) {
                    builder.entry(site);
                }
            }
        }
        for (int key = 0; key < keys; key++) {
            int room = roomOf(first, keySite[key]);
            builder.key("k" + key, fp(room), keySite[key] - first[room]);
        }
        List<Finding> findings = GraphCheck.check(builder.build());
        var counts =
                new TreeMap<>(
                        findings.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                Finding::fault, Collectors.counting())));

        assertThat(counts.remove(Fault.CYCLE) != null).isEqualTo(circular(total, edges));
        assertThat(counts).isEqualTo(plain(first, edges, entries, keySite));
        return findings.isEmpty();
    }

    private static Map<Fault, Long> plain(
            int[] first, List<Edge> edges, Set<Integer> entries, int[] keySite) {
        Set<Integer> open = reach(edges, entries, new int[0]);
        Set<Integer> played = reach(edges, entries, keySite);
        var counts = new TreeMap<Fault, Long>();
        for (Edge edge : edges) {
            if (edge.key() >= 0
                    && played.contains(edge.from())
                    && !played.contains(keySite[edge.key()])) {
                counts.merge(Fault.GATE_UNSOLVABLE, 1L, Long::sum);
            }
        }
        for (int site : keySite) {
            if (!played.contains(site)) {
                counts.merge(Fault.KEY_UNREACHABLE, 1L, Long::sum);
            }
        }
        for (int room = 0; room + 1 < first.length; room++) {
            long lost = 0;
            for (int site = first[room]; site < first[room + 1]; site++) {
                lost += open.contains(site) ? 0 : 1;
            }
            if (lost == first[room + 1] - first[room]) {
                counts.merge(Fault.ROOM_UNREACHABLE, 1L, Long::sum);
            } else if (lost > 0) {
                counts.merge(Fault.SITE_UNREACHABLE, lost, Long::sum);
            }
        }
        return counts;
    }

    private static Set<Integer> reach(List<Edge> edges, Set<Integer> entries, int[] keySite) {
        var reached = new HashSet<>(entries);
        boolean more = true;
        while (more) {
            more = false;
            for (Edge edge : edges) {
                boolean open =
                        keySite.length == 0
                                || edge.key() < 0
                                || reached.contains(keySite[edge.key()]);
                if (open && reached.contains(edge.from())) {
                    more |= reached.add(edge.to());
                }
            }
        }
        return reached;
    }

    /// Takes away what nothing leads to, again and again; what stays is a circle or behind one.
    private static boolean circular(int total, List<Edge> edges) {
        var left = new ArrayList<>(edges);
        for (int round = 0; round <= total; round++) {
            Set<Integer> targets = left.stream().map(Edge::to).collect(Collectors.toSet());
            left.removeIf(edge -> !targets.contains(edge.from()));
        }
        return !left.isEmpty();
    }

    private static int roomOf(int[] first, int site) {
        int room = 0;
        while (first[room + 1] <= site) {
            room++;
        }
        return room;
    }

    private static long fp(int room) {
        return (room + 1) * 0x9E37_79B9_7F4A_7C15L;
    }
}
