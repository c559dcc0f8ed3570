package dev.lode.atlas;

import dev.lode.base.Id128;
import dev.lode.membership.BytesIn;
import dev.lode.membership.BytesOut;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.NodeEntry;
import dev.lode.wire.HuntState;
import java.lang.foreign.MemorySegment;

/// One entry of the atlas' log. Format: docs/format/atlas.md.
@SuppressWarnings("ArrayRecordComponent") // blobs in the eyes of the state machine; never compared
sealed interface AtlasCommand {
    int FORMAT = 1;

    /// What every command begins with.
    ///
    /// @param id drawn by the proposer; a repeat is answered as the first time
    /// @param timeMillis hunt time as the proposer knows it
    record Head(Id128 id, long timeMillis) {}

    /// Names a new cluster.
    record Found(Id128 cluster, long keyCheck) implements AtlasCommand {}

    /// Adds or changes a node.
    record PutNode(NodeEntry node) implements AtlasCommand {}

    /// Adds or changes a group.
    record PutGroup(GroupEntry group) implements AtlasCommand {}

    /// A piece of the first partition table, which holds once all of it came.
    record FirstTable(int piece, int pieces, byte[] runs) implements AtlasCommand {}

    /// Changes entries of the partition table; each has the epoch after the one that it replaces.
    record MoveEntries(byte[] runs) implements AtlasCommand {}

    /// Replaces the pins.
    record PutPins(byte[] pins) implements AtlasCommand {}

    /// Makes a hunt; its map and its time are given by the state machine.
    record CreateHunt(HuntEntry hunt, Wrapped secrets) implements AtlasCommand {}

    /// Changes the state of a hunt.
    record SetState(Id128 hunt, HuntState next) implements AtlasCommand {}

    /// Adds a ticket key and lets the oldest go.
    record AddTicketKey(int number, byte[] wrapped, long signFromMillis, int kept)
            implements AtlasCommand {}

    /// Commits hunt time.
    record Tick() implements AtlasCommand {}

    /// The secrets of a hunt, wrapped with the cluster key.
    record Wrapped(byte[] pack, byte[] passKey, byte[] capsuleKey) {
        void write(BytesOut out) {
            out.block(pack).block(passKey).block(capsuleKey);
        }

        static Wrapped read(BytesIn in) {
            return new Wrapped(in.block(), in.block(), in.block());
        }
    }

    default byte[] encode(Head head) {
        var out = new BytesOut().u8(FORMAT).u8(kind()).id(head.id()).u64(head.timeMillis());
        switch (this) {
            case Found it -> out.id(it.cluster()).u64(it.keyCheck());
            case PutNode it -> it.node().write(out);
            case PutGroup it -> it.group().write(out);
            case FirstTable it -> out.u32(it.piece()).u32(it.pieces()).block(it.runs());
            case MoveEntries it -> out.block(it.runs());
            case PutPins it -> out.block(it.pins());
            case CreateHunt it -> {
                it.hunt().write(out);
                it.secrets().write(out);
            }
            case SetState it -> out.id(it.hunt()).u8(it.next().code());
            case AddTicketKey it ->
                    out.u32(it.number()).block(it.wrapped()).u64(it.signFromMillis()).u8(it.kept());
            case Tick _ -> {}
        }
        return out.done();
    }

    private int kind() {
        return switch (this) {
            case Found _ -> 1;
            case PutNode _ -> 2;
            case PutGroup _ -> 3;
            case FirstTable _ -> 4;
            case MoveEntries _ -> 5;
            case PutPins _ -> 6;
            case CreateHunt _ -> 7;
            case SetState _ -> 8;
            case AddTicketKey _ -> 9;
            case Tick _ -> 10;
        };
    }

    /// A decoded entry.
    record Decoded(Head head, AtlasCommand command) {}

    static Decoded decode(MemorySegment entry) {
        var in = new BytesIn(entry);
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalArgumentException("a command of the unknown format " + format);
        }
        int kind = in.u8();
        var head = new Head(in.id(), in.u64());
        AtlasCommand command =
                switch (kind) {
                    case 1 -> new Found(in.id(), in.u64());
                    case 2 -> new PutNode(NodeEntry.read(in));
                    case 3 -> new PutGroup(GroupEntry.read(in));
                    case 4 -> new FirstTable(in.u32(), in.u32(), in.block());
                    case 5 -> new MoveEntries(in.block());
                    case 6 -> new PutPins(in.block());
                    case 7 -> new CreateHunt(HuntEntry.read(in), Wrapped.read(in));
                    case 8 -> new SetState(in.id(), HuntState.of(in.u8()));
                    case 9 -> new AddTicketKey(in.u32(), in.block(), in.u64(), in.u8());
                    case 10 -> new Tick();
                    default ->
                            throw new IllegalArgumentException(
                                    "a command of the unknown kind " + kind);
                };
        in.end();
        return new Decoded(head, command);
    }
}
