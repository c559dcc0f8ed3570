package dev.lode.node;

import dev.lode.atlas.Atlas;
import dev.lode.atlas.AtlasKeys;
import dev.lode.atlas.HuntSecrets;
import dev.lode.atlas.TicketSecret;
import dev.lode.base.Id128;
import dev.lode.game.Rules;
import dev.lode.game.proof.TicketKey;
import dev.lode.membership.AtlasFeed;
import dev.lode.membership.AtlasView;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.HuntRules;
import dev.lode.node.view.ClusterView;
import dev.lode.node.view.HuntFacts;
import dev.lode.node.view.HuntKeys;
import dev.lode.router.PartitionTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The cluster as the atlas on this very node has it.
///
/// Threads: any reads; the atlas' apply executor alone calls [#refresh]. What has not changed stays
/// the same object, so that loops see at a glance that they need not do anything.
final class AtlasCluster implements ClusterView {
    private final int self;
    private final Atlas atlas;
    private final AtlasFeed feed;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<Id128, HuntKeys> keysOf = new HashMap<>();
    private volatile PartitionTable table;
    private volatile List<HuntFacts> hunts = List.of();
    private List<TicketSecret> ticketSecrets = List.of();
    private List<TicketKey> ticketKeys = List.of();
    private int signWith;

    AtlasCluster(int self, Atlas atlas, AtlasFeed feed) {
        this.self = self;
        this.atlas = atlas;
        this.feed = feed;
        table = atlas.view().table();
    }

    /// Takes what the atlas has now, also where only time has passed: a new ticket key begins to
    /// sign.
    void refresh() {
        AtlasView view = atlas.view();
        AtlasKeys keys = atlas.keys();
        feed.publish(view);
        int now = keys.signWith(atlas.huntTime().millis());
        if (now != signWith || !keys.tickets().equals(ticketSecrets)) {
            signWith = now;
            ticketSecrets = keys.tickets();
            ticketKeys =
                    ticketSecrets.stream()
                            .map(secret -> new TicketKey(secret.number(), secret.secret()))
                            .toList();
            keysOf.clear();
        }
        List<HuntFacts> next = new ArrayList<>();
        for (HuntEntry hunt : view.hunts()) {
            HuntSecrets secrets = keys.hunts().get(hunt.id());
            if (secrets != null) {
                next.add(facts(hunt, secrets));
            }
        }
        boolean changed = !next.equals(hunts) || !view.table().equals(table);
        table = view.table();
        hunts = List.copyOf(next);
        if (changed) {
            listeners.forEach(Runnable::run);
        }
    }

    private HuntFacts facts(HuntEntry hunt, HuntSecrets secrets) {
        HuntKeys keys =
                keysOf.computeIfAbsent(
                        hunt.id(),
                        _ ->
                                new HuntKeys(
                                        secrets.pack(),
                                        ticketKeys,
                                        signWith,
                                        secrets.passKey(),
                                        secrets.capsuleKey()));
        return new HuntFacts(
                hunt.id(),
                hunt.name(),
                hunt.state(),
                hunt.stateVersion(),
                rules(hunt.rules()),
                hunt.map(),
                keys);
    }

    static Rules rules(HuntRules rules) {
        return new Rules(
                rules.cooldownMillis(),
                rules.digsPerMinute(),
                rules.digBurst(),
                rules.ticketLifeMillis(),
                rules.claimRetryMaxMillis(),
                rules.pointsPerKey(),
                rules.pointsPerDig());
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public PartitionTable table() {
        return table;
    }

    @Override
    public List<HuntFacts> hunts() {
        return hunts;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void behind(int partition, int epoch) {
        // The atlas is here: an epoch that it does not know nobody does, and the frame is refused.
    }
}
