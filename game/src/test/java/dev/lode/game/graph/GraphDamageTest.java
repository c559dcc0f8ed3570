package dev.lode.game.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.game.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class GraphDamageTest {
    @Test
    void everyBitThatIsFlippedIsFound() {
        var random = Seeds.of("GraphDamageTest.everyBit");
        byte[] bytes = Graphs.bytes(4, Graphs.random(random, 60, 4));
        for (int flip = 0; flip < 2_000; flip++) {
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThatThrownBy(() -> HuntGraph.over(MemorySegment.ofArray(bytes)))
                    .isInstanceOf(GraphDamaged.class)
                    .hasMessageContaining("hunt graph damaged at offset ");
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(HuntGraph.over(MemorySegment.ofArray(bytes)).rooms()).isEqualTo(60);
    }

    @Test
    void aFlippedBitIsNamedByItsBlock() {
        byte[] bytes = Graphs.bytes(0, Graphs.random(new SplittableRandom(1), 2_000, 0));
        int at = 3 * GraphLayout.BLOCK + 777;
        bytes[at] ^= 1;
        assertThatThrownBy(() -> HuntGraph.over(MemorySegment.ofArray(bytes)))
                .isInstanceOfSatisfying(
                        GraphDamaged.class,
                        e -> assertThat(e.offset()).isEqualTo(3L * GraphLayout.BLOCK));
    }

    @Test
    void aGraphCutAnywhereIsFound() {
        byte[] bytes = Graphs.bytes(2, Graphs.random(new SplittableRandom(2), 20, 2));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> HuntGraph.over(MemorySegment.ofArray(cut)))
                    .isInstanceOf(GraphDamaged.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> HuntGraph.over(MemorySegment.ofArray(longer)))
                .isInstanceOf(GraphDamaged.class);
    }

    @Test
    void aLiarWithRightChecksumsIsFoundOrHarmless() {
        var random = Seeds.of("GraphDamageTest.aLiar");
        byte[] sound = Graphs.bytes(4, Graphs.random(random, 20, 4));
        int refused = 0;
        for (int lie = 0; lie < 2_000; lie++) {
            byte[] bytes = sound.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at =
                        random.nextBoolean()
                                ? random.nextInt(bytes.length)
                                : bytes.length - 1 - random.nextInt(GraphLayout.END);
                bytes[at] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : -random.nextInt(2));
            }
            sign(bytes);
            try {
                walk(HuntGraph.over(MemorySegment.ofArray(bytes), new long[4]), random);
            } catch (GraphDamaged | IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    /// Every look-up there is: none may leave the graph.
    private static void walk(HuntGraph graph, SplittableRandom random) {
        for (int room = 0; room < graph.rooms(); room++) {
            holds(graph.room(graph.fingerprint(room)) == room);
            int partition = (int) (graph.fingerprint(room) >>> 48);
            holds(graph.room(partition, graph.ordinal(room)) == room);
            for (int site = 0; site < graph.siteCount(room); site++) {
                graph.isEntry(room, site);
            }
            for (int number = 0; number < graph.edgeCount(room); number++) {
                long edge = graph.edgeAt(room, number);
                graph.gateCell(edge);
                graph.opensAtMillis(edge);
                int from = graph.from(edge);
                holds(graph.edge(room, from, graph.toRoom(edge), graph.toSite(edge)) == edge);
            }
            graph.edge(room, random.nextInt(256), random.nextLong(), random.nextInt(256));
            graph.name(room);
            graph.describe(room);
        }
    }

    private static void holds(boolean promise) {
        if (!promise) {
            throw new AssertionError("a look-up does not find what is there");
        }
    }

    /// Puts right checksums over whatever the bytes say now.
    private static void sign(byte[] bytes) {
        var memory = MemorySegment.ofArray(bytes);
        int end = bytes.length - GraphLayout.END;
        long sums = memory.get(Layouts.I64, end + GraphLayout.END_SUMS_AT);
        if (sums >= 0 && sums <= end) {
            for (long block = 0; block * GraphLayout.BLOCK < sums; block++) {
                long from = block * GraphLayout.BLOCK;
                if (sums + 4 * block + 4 <= end) {
                    memory.set(
                            Layouts.I32,
                            sums + 4 * block,
                            crc(bytes, from, Math.min(GraphLayout.BLOCK, sums - from)));
                }
            }
            memory.set(Layouts.I32, end + GraphLayout.END_SUMS_SUM, crc(bytes, sums, end - sums));
        }
        memory.set(Layouts.I32, end + GraphLayout.END_SUM, crc(bytes, end, GraphLayout.END_SUM));
    }

    private static int crc(byte[] bytes, long from, long length) {
        var crc = new CRC32C();
        crc.update(bytes, (int) from, (int) length);
        return (int) crc.getValue();
    }
}
