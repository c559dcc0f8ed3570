package dev.lode.app.config;

import dev.lode.app.cli.CliKnobs;
import dev.lode.app.serve.ServeKnobs;
import dev.lode.atlas.AtlasKnobs;
import dev.lode.base.knob.Knob;
import dev.lode.base.knob.KnobRegistry;
import dev.lode.consensus.ConsensusKnobs;
import dev.lode.content.ContentKnobs;
import dev.lode.edge.EdgeKnobs;
import dev.lode.game.GameKnobs;
import dev.lode.membership.MembershipKnobs;
import dev.lode.membership.auth.AuthKnobs;
import dev.lode.node.footing.ClaimKnobs;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.router.RouterKnobs;
import dev.lode.storage.archive.ArchiveKnobs;
import dev.lode.storage.extent.ExtentKnobs;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.slice.SliceKnobs;
import dev.lode.storage.store.StoreKnobs;
import dev.lode.storage.wal.WalKnobs;
import java.util.List;

/// Every knob of every module. A new `XxxKnobs` class is added here; a test finds one that is not.
public final class AllKnobs {
    private static final List<List<Knob<?>>> BY_MODULE =
            List.of(
                    ArchiveKnobs.ALL,
                    AtlasKnobs.ALL,
                    AuthKnobs.ALL,
                    ClaimKnobs.ALL,
                    CliKnobs.ALL,
                    ConsensusKnobs.ALL,
                    ContentKnobs.ALL,
                    EdgeKnobs.ALL,
                    ExtentKnobs.ALL,
                    GameKnobs.ALL,
                    MembershipKnobs.ALL,
                    NodeKnobs.ALL,
                    PackKnobs.ALL,
                    RouterKnobs.ALL,
                    ServeKnobs.ALL,
                    SliceKnobs.ALL,
                    StoreKnobs.ALL,
                    WalKnobs.ALL);

    /// By name.
    public static final KnobRegistry REGISTRY =
            KnobRegistry.of(BY_MODULE.stream().flatMap(List::stream).toList());

    private AllKnobs() {}
}
