package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.membership.AtlasFeed;
import dev.lode.membership.AtlasFollower;
import dev.lode.membership.AtlasView;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.HuntRules;
import dev.lode.router.HuntMap;
import dev.lode.router.PartitionTable;
import dev.lode.wire.HuntState;
import java.util.List;

/// A cluster's state by hand: one hunt, one claim group, every partition on node 0 until a node
/// says otherwise.
final class FakeAtlas {
    static final int BLOB_BYTES_MAX = 4096;
    static final HuntEntry WORLD =
            new HuntEntry(
                    new Id128(1, 2),
                    "world",
                    "Treasures of the \"World\"",
                    HuntState.OPEN,
                    1,
                    HuntMap.over(1),
                    BLOB_BYTES_MAX,
                    "00".repeat(32),
                    0,
                    new HuntRules(200, 240, 20, 30_000, 60_000, 100, 0));

    final AtlasFollower follower = new AtlasFollower(Settings.defaults());
    final AtlasFeed feed = new AtlasFeed(Settings.defaults());
    private int version;

    /// Publishes the state with a leader of the claim group.
    FakeAtlas publish(int leader) {
        AtlasView view = next(leader, List.of(WORLD));
        feed.publish(view);
        follower.accept(view);
        return this;
    }

    /// Makes a hunt of which the edge has not heard yet.
    ///
    /// @return the version
    long create(String name) {
        HuntEntry w = WORLD;
        var hunt =
                new HuntEntry(
                        new Id128(8, name.hashCode()),
                        name,
                        name,
                        w.state(),
                        1,
                        w.map(),
                        w.blobBytesMax(),
                        w.merkleRoot(),
                        0,
                        w.rules());
        AtlasView view = next(0, List.of(w, hunt));
        feed.publish(view);
        return view.version();
    }

    private AtlasView next(int leader, List<HuntEntry> hunts) {
        return new AtlasView(
                ++version,
                new Id128(5, 6),
                List.of(),
                PartitionTable.initial(1),
                List.of(
                        new GroupEntry(0, 0, List.of(0)),
                        new GroupEntry(1, leader, List.of(leader))),
                hunts);
    }

    int primary(int partition) {
        return follower.view().table().primary(partition);
    }
}
