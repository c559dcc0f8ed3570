package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.router.HuntMap;
import dev.lode.wire.HuntState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cluster by hand: one hunt, every partition on node 0 unless a test or a MOVED says otherwise.
final class FakeView implements EdgeView {
    static final int BLOB_BYTES_MAX = 4096;
    static final Hunt WORLD =
            new Hunt(
                    new Id128(1, 2),
                    "world",
                    "Treasures of the \"World\"",
                    HuntState.OPEN,
                    HuntMap.over(0),
                    BLOB_BYTES_MAX);

    final List<Hunt> hunts = new CopyOnWriteArrayList<>(List.of(WORLD));
    final Map<Integer, int[]> entries = new ConcurrentHashMap<>();
    volatile boolean ready = true;
    volatile int leader;

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public List<Hunt> hunts() {
        return hunts;
    }

    @Override
    public Optional<Hunt> hunt(String name) {
        return hunts.stream().filter(hunt -> hunt.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Hunt> hunt(Id128 id) {
        return hunts.stream().filter(hunt -> hunt.id().equals(id)).findFirst();
    }

    @Override
    public int primary(int partition) {
        return entries.getOrDefault(partition, new int[] {1, 0})[1];
    }

    @Override
    public int epoch(int partition) {
        return entries.getOrDefault(partition, new int[] {1, 0})[0];
    }

    @Override
    public int leader(int group) {
        return leader;
    }

    @Override
    public int atlasNode() {
        return 0;
    }

    @Override
    public void moved(int partition, int epoch, int primary, int replicaA, int replicaB) {
        entries.merge(
                partition,
                new int[] {epoch, primary},
                (before, now) -> now[0] > before[0] ? now : before);
    }
}
