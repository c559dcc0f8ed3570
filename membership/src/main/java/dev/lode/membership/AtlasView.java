package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.hash.Xxh3;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One version of the atlas, as everybody may see it: nodes, partition table, groups, hunts. No
/// secrets.
///
/// Threads: immutable. Cost: `leader` and everything of the table allocate nothing. Format:
/// docs/format/atlas.md.
public final class AtlasView {
    /// In place of a node that is not known.
    public static final int NO_NODE = -1;

    /// What is known before anything was heard.
    public static final AtlasView NONE =
            new AtlasView(
                    0,
                    Id128.ZERO,
                    List.of(),
                    TableRuns.uniform(
                            new PartitionEntry(0, PartitionEntry.NONE, PartitionEntry.NONE, 1)),
                    List.of(),
                    List.of());

    private static final int FORMAT = 1;
    private static final int FULL = 1;
    private static final int DELTA = 2;
    private static final int CHECK_BYTES = 8;

    private final long version;
    private final Id128 cluster;
    private final List<NodeEntry> nodes;
    private final PartitionTable table;
    private final List<GroupEntry> groups;
    private final List<HuntEntry> hunts;
    private final Map<Id128, HuntEntry> byId = new HashMap<>();
    private final Map<String, HuntEntry> byName = new HashMap<>();
    private final int[] leaders;

    /// Puts a version together.
    ///
    /// @param version rises with every change; 0 where nothing is known
    /// @param cluster drawn when the cluster was made
    /// @param nodes by id
    /// @param table who holds which partition
    /// @param groups by id
    /// @param hunts in the order of their creation, those that are over included
    public AtlasView(
            long version,
            Id128 cluster,
            List<NodeEntry> nodes,
            PartitionTable table,
            List<GroupEntry> groups,
            List<HuntEntry> hunts) {
        this.version = version;
        this.cluster = cluster;
        this.nodes = List.copyOf(nodes);
        this.table = table;
        this.groups = List.copyOf(groups);
        this.hunts = List.copyOf(hunts);
        for (HuntEntry hunt : hunts) {
            byId.put(hunt.id(), hunt);
            byName.put(hunt.name(), hunt); // the newest of a name stays
        }
        leaders = new int[groups.stream().mapToInt(GroupEntry::id).max().orElse(-1) + 1];
        Arrays.fill(leaders, NO_NODE);
        groups.forEach(group -> leaders[group.id()] = group.leader());
    }

    /// Which version this is.
    ///
    /// @return 0 where nothing is known
    public long version() {
        return version;
    }

    /// Which cluster it is of.
    ///
    /// @return zero where nothing is known
    public Id128 cluster() {
        return cluster;
    }

    /// The nodes.
    ///
    /// @return by id
    public List<NodeEntry> nodes() {
        return nodes;
    }

    /// Who holds which partition.
    ///
    /// @return the table
    public PartitionTable table() {
        return table;
    }

    /// The groups.
    ///
    /// @return by id
    public List<GroupEntry> groups() {
        return groups;
    }

    /// The hunts.
    ///
    /// @return in the order of their creation, those that are over included
    public List<HuntEntry> hunts() {
        return hunts;
    }

    /// The hunt of an identity.
    ///
    /// @param id its identity
    /// @return the hunt, or nothing
    public Optional<HuntEntry> hunt(Id128 id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// The hunt of a name: the newest, where some of that name are over.
    ///
    /// @param name its name
    /// @return the hunt, or nothing
    public Optional<HuntEntry> hunt(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The node of an id.
    ///
    /// @param id 0 to 65,535
    /// @return the node, or nothing
    public Optional<NodeEntry> node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findAny();
    }

    /// Who leads a group, as far as is known.
    ///
    /// @param group its number
    /// @return the node, or [#NO_NODE]
    public int leader(int group) {
        return group >= 0 && group < leaders.length ? leaders[group] : NO_NODE;
    }

    /// This version with another table.
    ///
    /// @param other the table
    /// @return a copy
    public AtlasView with(PartitionTable other) {
        return new AtlasView(version, cluster, nodes, other, groups, hunts);
    }

    /// Encodes it whole.
    ///
    /// @return a new array
    public byte[] encode() {
        return encode(FULL, 0, TableRuns.encode(table, null));
    }

    /// Encodes what is new in it.
    ///
    /// @param base what the receiver has
    /// @return a new array
    public byte[] encodeSince(AtlasView base) {
        return encode(DELTA, base.version, TableRuns.encode(table, base.table));
    }

    private byte[] encode(int kind, long base, byte[] runs) {
        var out = new BytesOut().u8(FORMAT).u8(kind).u64(base).u64(version).id(cluster);
        out.u32(nodes.size());
        nodes.forEach(node -> node.write(out));
        out.u32(groups.size());
        groups.forEach(group -> group.write(out));
        out.u32(hunts.size());
        hunts.forEach(hunt -> hunt.write(out));
        byte[] body = out.block(runs).done();
        return out.u64(Xxh3.hash(body, 0, body.length)).done();
    }

    /// Decodes either form.
    ///
    /// @param memory exactly the encoded bytes
    /// @param held what a delta is applied to, where it fits
    /// @return the new version; nothing where it is a delta to another version than `held`
    /// @throws IllegalArgumentException where the bytes are anything else
    public static Optional<AtlasView> decode(MemorySegment memory, AtlasView held) {
        byte[] body =
                memory.asSlice(0, Math.max(0, memory.byteSize() - CHECK_BYTES)).toArray(Layouts.I8);
        if (memory.byteSize() < CHECK_BYTES
                || memory.get(Layouts.I64, body.length) != Xxh3.hash(body, 0, body.length)) {
            throw new IllegalArgumentException("an atlas that fails its checksum");
        }
        var in = new BytesIn(MemorySegment.ofArray(body));
        int format = in.u8();
        int kind = in.u8();
        if (format != FORMAT || (kind != FULL && kind != DELTA)) {
            throw new IllegalArgumentException("not an atlas of format " + FORMAT);
        }
        long base = in.u64();
        if (kind == DELTA && base != held.version) {
            return Optional.empty();
        }
        long version = in.u64();
        Id128 cluster = in.id();
        var nodes = new ArrayList<NodeEntry>();
        for (int left = in.count(NodeEntry.BYTES_LEAST); left > 0; left--) {
            nodes.add(NodeEntry.read(in));
        }
        var groups = new ArrayList<GroupEntry>();
        for (int left = in.count(GroupEntry.BYTES_LEAST); left > 0; left--) {
            groups.add(GroupEntry.read(in));
        }
        var hunts = new ArrayList<HuntEntry>();
        for (int left = in.count(HuntEntry.BYTES_LEAST); left > 0; left--) {
            hunts.add(HuntEntry.read(in));
        }
        PartitionTable start = kind == FULL ? NONE.table : held.table;
        PartitionTable table = TableRuns.apply(start, MemorySegment.ofArray(in.block()));
        in.end();
        return Optional.of(new AtlasView(version, cluster, nodes, table, groups, hunts));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AtlasView view
                && version == view.version
                && cluster.equals(view.cluster)
                && nodes.equals(view.nodes)
                && groups.equals(view.groups)
                && hunts.equals(view.hunts)
                && table.equals(view.table);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) ^ cluster.hashCode();
    }

    @Override
    public String toString() {
        return "AtlasView["
                + version
                + ", "
                + nodes.size()
                + " nodes, "
                + groups.size()
                + " groups, "
                + hunts.size()
                + " hunts]";
    }
}
