package dev.lode.node;

import dev.lode.atlas.Atlas;
import dev.lode.atlas.AtlasRestore;
import dev.lode.atlas.ClusterKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.consensus.ClosedGroup;
import dev.lode.consensus.StateMachine;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.claim.Win;
import dev.lode.membership.AtlasView;
import dev.lode.membership.HuntEntry;
import dev.lode.node.claim.ClaimMachine;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveReader;
import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.LogEntry;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.wire.HuntState;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A cluster brought back from its archive and its key: the state of every group as far as the
/// archive has it.
///
/// Threads: owned by one.
public final class ArchiveRestore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ClusterKey key;
    private final AtlasRestore atlas = new AtlasRestore();
    private final Map<Integer, ClaimMachine> claims = new TreeMap<>();
    private final Map<Integer, Restored> reached = new TreeMap<>();

    private ArchiveRestore(ClusterKey key) {
        this.key = key;
    }

    /// The key that opens the archive of a cluster.
    ///
    /// @param key the cluster key
    /// @return the key
    public static ArchiveKey archiveKey(ClusterKey key) {
        return NodeArchive.key(key);
    }

    /// Reads the archive of a cluster to its end.
    ///
    /// @param reader of the archive
    /// @param cluster which
    /// @param key its cluster key
    /// @param scratch a folder for what is downloaded
    /// @return the state of all groups
    /// @throws IOException where the archive cannot be read, or makes no sense
    public static ArchiveRestore read(
            ArchiveReader reader, Id128 cluster, ClusterKey key, Path scratch) throws IOException {
        var restore = new ArchiveRestore(key);
        for (int group : reader.groups(cluster)) {
            var feed = new Feed(group, restore.atlas.machine());
            restore.reached.put(group, reader.restore(cluster, group, scratch, feed));
            if (feed.claims != null) {
                restore.claims.put(group, feed.claims);
            }
        }
        return restore;
    }

    /// Takes what is read of one group. A claim group begins anew with each way that is tried.
    private static final class Feed implements ArchiveReader.Target {
        private final int group;
        private final StateMachine atlas;
        private @Nullable ClaimMachine claims;

        Feed(int group, StateMachine atlas) {
            this.group = group;
            this.atlas = atlas;
        }

        private StateMachine fresh() {
            if (group == Atlas.GROUP) {
                return atlas;
            }
            claims = new ClaimMachine(group, ClaimMachine.WinListener.NONE);
            return claims;
        }

        @Override
        public void empty() {
            StateMachine _ = fresh();
        }

        @Override
        public void snapshot(Path file) throws IOException {
            ClosedGroup.load(group, file, fresh());
        }

        @Override
        public void entry(LogEntry entry) throws IOException {
            StateMachine machine = claims == null ? atlas : claims;
            try {
                machine.apply(entry.index(), entry.term(), entry.data());
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "entry %d of group %d makes no sense: %s"
                                .formatted(entry.index(), group, e.getMessage()),
                        e);
            }
        }
    }

    /// How far each group's state goes.
    ///
    /// @return by group; 0 is the atlas
    public Map<Integer, Restored> reached() {
        return Map.copyOf(reached);
    }

    /// What the atlas knows: as it was, and after `write` as it will be.
    ///
    /// @return cluster, hunts, groups
    public AtlasView view() {
        return atlas.view();
    }

    /// Wins of a hunt, over all groups.
    ///
    /// @param hunt its id
    /// @return how many
    public long wins(Id128 hunt) {
        return claims.values().stream()
                .map(machine -> machine.ledger(hunt))
                .filter(ledger -> ledger != null)
                .mapToLong(ledger -> ledger.wins().size())
                .sum();
    }

    /// Hunts of which a claim group knows and the atlas does not: their secrets are lost.
    ///
    /// @return their ids
    public List<Id128> unknown() {
        AtlasView view = atlas.view();
        return claims.values().stream()
                .flatMap(machine -> machine.versions().keySet().stream())
                .distinct()
                .filter(id -> view.hunts().stream().noneMatch(hunt -> hunt.id().equals(id)))
                .toList();
    }

    /// Makes the data folder of a new cluster: a new identity, hunts FROZEN.
    ///
    /// @param folder made here, and not there before
    /// @param settings for log and node
    /// @return identity of the new cluster
    /// @throws IOException where it cannot be written, or the atlas is not in the archive
    public Id128 write(Path folder, Settings settings) throws IOException {
        Map<Id128, Long> versions = new HashMap<>();
        claims.values()
                .forEach(machine ->
                        machine.versions().forEach((id, at) -> versions.merge(id, at, Math::max)));
        int node = Math.toIntExact(settings.get(NodeKnobs.ID));
        Id128 cluster = atlas.becomeNew(key, node, versions);
        claims.values().forEach(machine -> freeze(machine, versions));
        try (NodeFolder made = NodeFolder.open(folder);
                Wal wal =
                        Wal.open(
                                made.resolve("wal"),
                                WalConfig.of(settings),
                                made.begin(node).folder())) {
            group(wal, folder, Atlas.GROUP, atlas.machine());
            for (Map.Entry<Integer, ClaimMachine> one : claims.entrySet()) {
                group(wal, folder, one.getKey(), one.getValue());
            }
        }
        return cluster;
    }

    private void freeze(ClaimMachine machine, Map<Id128, Long> versions) {
        Map<Id128, HuntEntry> hunts = new HashMap<>();
        atlas.view().hunts().forEach(hunt -> hunts.put(hunt.id(), hunt));
        for (Id128 id : machine.versions().keySet()) {
            HuntEntry hunt = hunts.get(id);
            if (hunt == null) {
                machine.overrule(id, versions.getOrDefault(id, 0L) + 1, HuntState.FROZEN);
            } else {
                machine.overrule(id, hunt.stateVersion(), hunt.state());
            }
        }
    }

    private void group(Wal wal, Path folder, int group, StateMachine machine) throws IOException {
        Restored at = reached.get(group);
        if (at == null || at.index() == 0) {
            return; // nothing of it was ever archived: it begins anew
        }
        Path snapshots = folder.resolve("snapshots").resolve(Integer.toString(group));
        ClosedGroup.restore(group, wal, snapshots, machine, at.index(), at.term());
    }

    /// Brings back the cells that were added while hunts ran, as far as the hunts' packs lie in
    /// what [#write] made. Every piece of the claim groups is read for it.
    ///
    /// @param reader of the archive
    /// @param cluster whose archive it is
    /// @param folder made by [#write], packs put into it since
    /// @param settings for the stores
    /// @return what came back
    /// @throws IOException where the archive or a store cannot be read or written
    public RestoredCells restoreCells(
            ArchiveReader reader, Id128 cluster, Path folder, Settings settings)
            throws IOException {
        return RestoredCells.read(
                folder,
                claims.keySet(),
                (group, sink) -> {
                    Restored at = reached.get(group);
                    long last = at == null ? 0 : at.index();
                    return reader.entries(cluster, group, last, sink);
                },
                settings);
    }

    /// The hunt whose keys a pack commits to.
    ///
    /// @param merkleRoot of the pack
    /// @return the hunt
    public Optional<HuntEntry> huntOf(String merkleRoot) {
        return atlas.view().hunts().stream()
                .filter(hunt -> hunt.merkleRoot().equals(merkleRoot))
                .findFirst();
    }

    /// Writes a copy to read: `atlas.json`, and `ledger.jsonl` with a line a win.
    ///
    /// @param folder made here, and not there before
    /// @throws IOException where it cannot be written
    public void writeCopy(Path folder) throws IOException {
        Files.createDirectories(folder);
        ObjectNode root = JSON.createObjectNode();
        AtlasView view = atlas.view();
        root.put("cluster", view.cluster().toString());
        ArrayNode groups = root.putArray("groups");
        reached.forEach((group, at) ->
                groups.addObject().put("group", group).put("up_to_entry", at.index()));
        ArrayNode hunts = root.putArray("hunts");
        for (HuntEntry hunt : view.hunts()) {
            hunts.addObject()
                    .put("id", hunt.id().toString())
                    .put("name", hunt.name())
                    .put("title", hunt.title())
                    .put("state", hunt.state().name())
                    .put("merkle_root", hunt.merkleRoot())
                    .put("wins", wins(hunt.id()));
        }
        Files.writeString(folder.resolve("atlas.json"), root.toPrettyString() + "\n");
        try (BufferedWriter out =
                Files.newBufferedWriter(folder.resolve("ledger.jsonl"), StandardCharsets.UTF_8)) {
            for (Map.Entry<Integer, ClaimMachine> one : claims.entrySet()) {
                for (ClaimLedger ledger : one.getValue().ledgers()) {
                    write(out, one.getKey(), ledger);
                }
            }
        }
    }

    private static void write(BufferedWriter out, int group, ClaimLedger ledger)
            throws IOException {
        List<Win> wins = new ArrayList<>(ledger.wins());
        for (Win win : wins) {
            ObjectNode line = JSON.createObjectNode();
            line.put("hunt", ledger.hunt().toString()).put("group", group);
            line.put("index", win.index()).put("ordinal", win.ordinal());
            line.put("hunter", win.hunter().toString()).put("claim_id", win.claimId().toString());
            line.put("cell", Long.toHexString(win.cell()))
                    .put("room", Long.toHexString(win.roomFp()))
                    .put("n", win.n());
            line.put("prize", win.prize()).put("stock", win.stock());
            line.put("stock_left", win.stockLeft()).put("group_time", win.millis());
            out.write(line.toString());
            out.write('\n');
        }
        ObjectNode end = JSON.createObjectNode();
        end.put("hunt", ledger.hunt().toString()).put("group", group);
        end.put("wins", wins.size()).put("chain", HexFormat.of().formatHex(ledger.chain()));
        out.write(end.toString());
        out.write('\n');
    }
}
