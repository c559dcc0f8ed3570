package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.router.PartitionEntry;
import dev.lode.storage.pack.Pack;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.MovedFrame;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a loop answers that is not a hunter's home: the entry of its table, whatever the ids.
class MovedReplyTest {
    @TempDir Path folder;

    static Stream<PartitionEntry> entries() {
        int none = PartitionEntry.NONE;
        return Stream.of(
                new PartitionEntry(32_767, 32_768, 65_535, 2),
                new PartitionEntry(65_535, 32_767, 32_768, 2),
                new PartitionEntry(32_768, 65_535, none, 2),
                new PartitionEntry(65_535, none, none, 2));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryComesBackAsItStandsInTheTable(PartitionEntry entry) throws Exception {
        assertThat(answer(entry)).isEqualTo(entry);
    }

    private PartitionEntry answer(PartitionEntry entry) throws Exception {
        var replied = new AtomicReference<byte[]>();
        TestWorld world = TestWorld.build(folder, "world", 1);
        try (var hand =
                new HandLoop(
                        folder,
                        Pack.open(world.pack()),
                        world.facts(1, TestWorld.FAST, 1),
                        TestSettings.small(),
                        taking(replied),
                        1,
                        () -> 1_800_000_000_000L,
                        System::nanoTime)) {
            hand.view.table(hand.view.table().with(0, entry));
            hand.loop.scope().refresh();
            hand.loop.onFrame(hand.dig(1, 0, 1), 0, DigFrame.BYTES);
        }
        MemorySegment reply = MemorySegment.ofArray(replied.get());
        assertThat(FrameHeader.type(reply, 0)).isEqualTo(FrameType.MOVED);
        return PartitionEntry.ofWire(
                u16(reply, MovedFrame.PRIMARY),
                u16(reply, MovedFrame.REPLICA_1),
                u16(reply, MovedFrame.REPLICA_2),
                reply.get(Layouts.I32, MovedFrame.EPOCH));
    }

    private static int u16(MemorySegment frame, long at) {
        return Short.toUnsignedInt(frame.get(Layouts.I16, at));
    }

    private static Link taking(AtomicReference<byte[]> replied) {
        return new Link() {
            @Override
            public boolean send(MemorySegment memory, long offset, int length) {
                replied.set(memory.asSlice(offset, length).toArray(Layouts.I8));
                return true;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // Nothing to close.
            }
        };
    }
}
