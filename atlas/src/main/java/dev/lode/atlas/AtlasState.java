package dev.lode.atlas;

import dev.lode.base.Id128;
import dev.lode.membership.AtlasView;
import dev.lode.membership.BytesIn;
import dev.lode.membership.BytesOut;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.NodeEntry;
import dev.lode.membership.TableRuns;
import dev.lode.router.PartitionTable;
import dev.lode.router.Pins;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that the atlas holds, secrets wrapped.
///
/// Threads: owned by the state machine.
final class AtlasState {
    private static final int FORMAT = 1;

    /// A ticket key, wrapped.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record WrappedTicket(int number, byte[] wrapped, long signFromMillis) {}

    long version;
    Id128 cluster = Id128.ZERO;
    long keyCheck;
    long timeMillis;
    final Map<Integer, NodeEntry> nodes = new TreeMap<>();
    final Map<Integer, GroupEntry> groups = new TreeMap<>();
    PartitionTable table = AtlasView.NONE.table();
    boolean tableSet;
    @Nullable PartitionTable staging;
    int stagedPieces;
    Pins pins = Pins.NONE;
    final Map<Id128, HuntEntry> hunts = new LinkedHashMap<>();
    final Map<Id128, AtlasCommand.Wrapped> secrets = new LinkedHashMap<>();
    final List<WrappedTicket> tickets = new ArrayList<>();
    final Map<Id128, AtlasAnswer> answered = new LinkedHashMap<>();

    AtlasView view() {
        return new AtlasView(
                version,
                cluster,
                List.copyOf(nodes.values()),
                table,
                List.copyOf(groups.values()),
                List.copyOf(hunts.values()));
    }

    byte[] encode() {
        var out = new BytesOut().u8(FORMAT).u64(version).id(cluster).u64(keyCheck).u64(timeMillis);
        out.u32(nodes.size());
        nodes.values().forEach(node -> node.write(out));
        out.u32(groups.size());
        groups.values().forEach(group -> group.write(out));
        out.u8(tableSet ? 1 : 0).block(TableRuns.encode(table, null));
        out.u32(stagedPieces);
        PartitionTable staged = staging;
        out.block(staged == null ? new byte[0] : TableRuns.encode(staged, null));
        out.block(pins.encode());
        out.u32(hunts.size());
        hunts.forEach((id, hunt) -> {
            hunt.write(out);
            wrapped(id).write(out);
        });
        out.u32(tickets.size());
        tickets.forEach(
                key -> out.u32(key.number()).block(key.wrapped()).u64(key.signFromMillis()));
        out.u32(answered.size());
        answered.forEach((id, answer) -> {
            out.id(id);
            answer.write(out);
        });
        return out.done();
    }

    AtlasCommand.Wrapped wrapped(Id128 hunt) {
        AtlasCommand.Wrapped found = secrets.get(hunt);
        if (found == null) {
            throw new IllegalStateException("hunt " + hunt + " has no secrets");
        }
        return found;
    }

    static AtlasState decode(MemorySegment memory) {
        var in = new BytesIn(memory);
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalArgumentException("an atlas of the unknown format " + format);
        }
        var state = new AtlasState();
        state.version = in.u64();
        state.cluster = in.id();
        state.keyCheck = in.u64();
        state.timeMillis = in.u64();
        for (int left = in.count(1); left > 0; left--) {
            NodeEntry node = NodeEntry.read(in);
            state.nodes.put(node.id(), node);
        }
        for (int left = in.count(1); left > 0; left--) {
            GroupEntry group = GroupEntry.read(in);
            state.groups.put(group.id(), group);
        }
        state.tableSet = in.u8() == 1;
        state.table = TableRuns.apply(AtlasView.NONE.table(), MemorySegment.ofArray(in.block()));
        state.stagedPieces = in.u32();
        byte[] staged = in.block();
        if (staged.length > 0) {
            state.staging = TableRuns.apply(AtlasView.NONE.table(), MemorySegment.ofArray(staged));
        }
        state.pins = Pins.decode(MemorySegment.ofArray(in.block()));
        for (int left = in.count(1); left > 0; left--) {
            HuntEntry hunt = HuntEntry.read(in);
            state.hunts.put(hunt.id(), hunt);
            state.secrets.put(hunt.id(), AtlasCommand.Wrapped.read(in));
        }
        for (int left = in.count(1); left > 0; left--) {
            state.tickets.add(new WrappedTicket(in.u32(), in.block(), in.u64()));
        }
        for (int left = in.count(1); left > 0; left--) {
            state.answered.put(in.id(), AtlasAnswer.read(in));
        }
        in.end();
        return state;
    }
}
