package dev.lode.node;

import dev.lode.base.knob.Settings;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.storage.wal.WalKnobs;
import java.time.Duration;
import java.util.Optional;

/// Knobs for nodes that live in a test: small memory, a small log.
public final class TestSettings {
    private TestSettings() {}

    public static Settings small() {
        return Settings.defaults()
                .with(NodeKnobs.LOOPS, Optional.of(2L))
                .with(NodeKnobs.HUNTERS_MAX, 4_096L)
                .with(NodeKnobs.SESSIONS_MAX, 4_096L)
                .with(NodeKnobs.LOOP_INBOX_BYTES, 1L << 20)
                .with(NodeKnobs.CLAIM_INBOX_BYTES, 1L << 20)
                .with(NodeKnobs.CELL_CACHE_BYTES, 2L << 20)
                .with(NodeKnobs.SLOT_BATCH_BYTES, 64L << 10)
                .with(NodeKnobs.SLOT_FLUSH, Duration.ofMillis(20))
                .with(NodeKnobs.READ_THREADS, 2L)
                .with(WalKnobs.SEGMENT_BYTES, 1L << 20)
                .with(WalKnobs.FLIGHT_BYTES, 256L << 10)
                .with(WalKnobs.DISK_BUDGET, 64L << 20);
    }
}
